import { existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.js';
import type { FrameAnalysis } from '../../../src/core/face.js';
import type { WorkerStatus } from '../../../src/core/kiosk-status.js';
import { silentLog } from '../../../src/core/log.js';
import { packageRoot } from '../../../src/core/package-root.js';
import {
  DEBIAN_CASCADE_PATH,
  defaultInferenceSettings,
} from '../../../src/inference/inference-settings.js';
import { InferenceHost } from '../../../src/inference/worker/inference-host.js';
import { renderScene } from '../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../synthetic/fixtures/named-scenes.js';

const scene = singleFrontal({ sizePx: 120 });
const { pixels } = renderScene(scene, 0);

async function until(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('waited too long');
    await systemClock.sleep(20);
  }
}

it('the built worker follows a face, and heals when the missing cascade appears', async () => {
  expect(existsSync(join(packageRoot(), 'dist/inference/worker/inference-worker.js'))).toBe(true);
  const cascadePath = join(mkdtempSync(join(tmpdir(), 'ekspresi-')), 'cascade.xml');
  const analyses: FrameAnalysis[] = [];
  const states: WorkerStatus[] = [];
  const host = new InferenceHost({
    settings: {
      ...defaultInferenceSettings(join(packageRoot(), 'models')),
      ...{ detector: 'haar', cascadePath },
    },
    clock: systemClock,
    log: silentLog,
    onAnalysis: (analysis) => analyses.push(analysis),
    onState: (state) => states.push(state),
    retryFailedMs: 200,
  });
  const abort = new AbortController();
  const running = host.run(abort.signal);
  await until(() => states.at(-1)?.state === 'failed');
  expect(states.at(-1)?.code).toBe('CASCADE_MISSING');
  expect(states.at(-1)?.detail).toContain(cascadePath);

  symlinkSync(DEBIAN_CASCADE_PATH, cascadePath);
  await until(() => states.at(-1)?.state === 'running');
  expect(states.at(-1)?.model).toMatchObject({ name: 'edge', engine: 'onnx-int8' });
  for (let i = 0; i < 8; i++) {
    host.submit({
      pixels,
      width: scene.widthPx,
      height: scene.heightPx,
      sequence: i,
      capturedAtMs: Date.now(),
      monotonicMs: performance.now(),
      mediaTimeS: i / 10,
    });
    await until(() => analyses.length === i + 1);
  }
  expect(analyses.at(-1)?.faces).toHaveLength(1);
  expect(analyses.at(-1)?.faces[0]?.trackId).toBe(1);

  abort.abort();
  await running;
  expect(states.at(-1)?.state).toBe('stopped');
}, 90_000);
