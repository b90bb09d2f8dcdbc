import { systemClock } from '../../src/core/clock.js';
import { argMax, EXPRESSIONS } from '../../src/core/expression.js';
import type { FrameAnalysis } from '../../src/core/face.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import {
  type DetectorChoice,
  defaultInferenceSettings,
} from '../../src/inference/inference-settings.js';
import { createFacePipeline } from '../../src/inference/pipeline/face-pipeline.js';
import type { Scene, SceneTruth } from '../../src/synthetic/scene.js';
import { SceneRenderer } from '../../src/synthetic/scene-renderer.js';
import { visitorsScene } from '../../src/synthetic/visitors-scene.js';
import { crossing } from '../../tests/synthetic/fixtures/named-scenes.js';
import { detectorNamed } from '../detector-choice.js';
import { markdownTable } from './markdown-table.js';
import { clearMot } from './metrics/clear-mot.js';
import { identityScores } from './metrics/identity-f1.js';
import type { MotFrame } from './metrics/mot-types.js';

const defaults = defaultInferenceSettings(`${packageRoot()}/models`);
/** Less of a face in view than this, and no detector is asked to find it. */
const HIDDEN_BELOW = 0.6;

interface Analysed {
  readonly truth: SceneTruth;
  readonly analysis: FrameAnalysis;
}

/** Runs the whole pipeline over a rendered scene. */
async function analyseScene(
  scene: Scene,
  durationS: number,
  framesPerSecond: number,
  detector: DetectorChoice,
): Promise<readonly Analysed[]> {
  const deps = { clock: systemClock, log: silentLog };
  const pipeline = await createFacePipeline({ ...defaults, detector }, deps);
  const renderer = new SceneRenderer(scene);
  const analysed: Analysed[] = [];
  for (let sequence = 0; sequence < durationS * framesPerSecond; sequence++) {
    const timeS = sequence / framesPerSecond;
    const { pixels, truth } = renderer.render(timeS);
    const analysis = await pipeline.analyse({
      pixels,
      width: scene.widthPx,
      height: scene.heightPx,
      sequence,
      capturedAtMs: timeS * 1000,
      monotonicMs: timeS * 1000,
      mediaTimeS: timeS,
    });
    analysed.push({ truth, analysis });
  }
  await pipeline.close();
  return analysed;
}

function toMot({ truth, analysis }: Analysed): MotFrame {
  return {
    truth: truth.people.map(({ personId, box, visibleShare }) => ({
      personId,
      box,
      hidden: visibleShare < HIDDEN_BELOW,
    })),
    claimed: analysis.faces.map(({ trackId, box }) => ({ trackId, box })),
  };
}

/** Label changes a minute of each face, raw and smoothed, over the time that faces were in view. */
function flips(analysed: readonly Analysed[]): { raw: number; smoothed: number } {
  const last = new Map<number, { raw: number; smoothed: number; timeMs: number }>();
  let [raw, smoothed, watchedMs] = [0, 0, 0];
  for (const { analysis } of analysed) {
    for (const face of analysis.faces) {
      if (!face.fresh) continue;
      const now = {
        raw: argMax(face.raw),
        smoothed: EXPRESSIONS.indexOf(face.expression),
        timeMs: analysis.monotonicMs,
      };
      const before = last.get(face.trackId);
      last.set(face.trackId, now);
      if (before === undefined) continue;
      watchedMs += now.timeMs - before.timeMs;
      if (before.raw !== now.raw) raw++;
      if (before.smoothed !== now.smoothed) smoothed++;
    }
  }
  const minutes = watchedMs / 60_000;
  return { raw: raw / minutes, smoothed: smoothed / minutes };
}

/**
 * `node bench/run.js time/rendered [seeds] [frames a second] [detector]`: real detector, drawn
 * people.
 */
export async function main(args: readonly string[]): Promise<void> {
  const seeds = Number(args[0] ?? 2);
  const framesPerSecond = Number(args[1] ?? 15);
  const detector = detectorNamed(args[2] ?? defaults.detector);
  const rows: string[][] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [scene, durationS] of [
      [crossing(seed), 9],
      [visitorsScene({ seed, people: 3 }), 30],
    ] as const) {
      const analysed = await analyseScene(scene, durationS, framesPerSecond, detector);
      const frames = analysed.map(toMot);
      const clear = clearMot(frames);
      const identity = identityScores(frames);
      const changes = flips(analysed);
      rows.push([
        `${scene.name} ${seed}`,
        clear.mota.toFixed(3),
        identity.idf1.toFixed(3),
        String(clear.identitySwitches),
        String(clear.fragmentations),
        String(clear.falsePositives),
        `${identity.identities} / ${identity.people}`,
        changes.raw.toFixed(0),
        changes.smoothed.toFixed(0),
      ]);
    }
  }
  const head = [
    'scene',
    'MOTA',
    'IDF1',
    'switches',
    'frag.',
    'false',
    'ids / people',
    'raw flips',
    'smoothed',
  ];
  process.stdout.write(`${markdownTable(head, rows)}\n`);
}
