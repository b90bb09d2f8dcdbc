import { expect, it } from 'vitest';
import { StageWindow } from '../../src/daemon/stage-window.js';

it('summarises stages and says nothing before the first frame', () => {
  const window = new StageWindow();
  expect(window.summary()).toBeNull();
  const stage = { detectMs: 1, trackMs: 2, landmarksMs: 0, classifyMs: 4, smoothMs: 0, totalMs: 7 };
  window.add(stage);
  expect(window.summary()).toEqual({ p50: stage, p95: stage });
});
