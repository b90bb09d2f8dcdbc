import { expect, it } from 'vitest';
import { SourceRuns } from '../../src/daemon/source-runs.js';
import { openTestStore, recordStay } from '../store/fixtures/open-test-store.js';

it('names in the history the camera that each row came from', () => {
  const open = openTestStore();
  const source = { name: 'camera' };
  const runs = new SourceRuns(open.store, source, '1.2.3');
  runs.modelLoaded({ name: 'edge', engine: 'onnx' });
  expect(open.store.queries.runs()).toEqual([]);

  // Which one it is shows when it is opened.
  source.name = 'usb-Left-video-index0';
  runs.beforeFrame();
  recordStay(open, { trackId: 1, durationMs: 2000 });
  runs.beforeFrame();
  recordStay(open, { trackId: 2, durationMs: 2000 });
  source.name = 'usb-Right-video-index0';
  runs.beforeFrame();
  recordStay(open, { trackId: 3, durationMs: 2000 });
  open.store.flush();

  const begun = open.store.queries.runs();
  expect(begun.map((run) => run.source).sort()).toEqual([
    'usb-Left-video-index0',
    'usb-Right-video-index0',
  ]);
  expect(begun.every((run) => run.model === 'edge' && run.engine === 'onnx')).toBe(true);
});
