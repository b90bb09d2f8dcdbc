import type { FrameSinks, FrameSource, SourceDeps, SourceType } from '../core/frame-source.js';
import { encodeGrayJpeg } from '../core/gray-jpeg.js';
import type { Scene } from './scene.js';
import { SceneRenderer } from './scene-renderer.js';
import { visitorsScene } from './visitors-scene.js';

const PREVIEWS_PER_SECOND = 5;
/** Most of the time that pictures for the preview may take: on a slow box they come less often. */
const PREVIEW_TIME_SHARE = 0.1;
const PREVIEW_QUALITY = 75;

const traits = {
  kind: 'synthetic',
  isLive: false,
  backoffMs: { first: 1000, max: 15_000 },
} as const;

/** The drawn visitors as a source. They are nobody: the pages need no sign-in. */
export const syntheticType: SourceType = {
  ...traits,
  examples: 'synthetic',
  manual: 'synthetic (drawn visitors)',
  needsSignIn: false,
  drawsPeople: true,
  matches: (source) => source === 'synthetic',
  create: (settings, deps) => createSyntheticSource(settings, deps),
  check: async () => 'the source is synthetic',
};

interface SyntheticSourceSettings {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
  readonly seed: number;
  /** Visitors in view at once, 1…4. */
  readonly people: number;
  /** Give pictures to `onPreview`, at most {@link PREVIEWS_PER_SECOND}. */
  readonly wantPreview?: boolean;
  /** Instead of the visitors; its own size counts then. */
  readonly scene?: Scene;
}

/**
 * Visitors drawn by our own code, paced by the clock like a camera: a frame that comes too
 * late is left out (a gap in `sequence`), so that `mediaTimeS` never drifts from the clock.
 * Ends with the last person's script if the scene does not loop.
 */
export function createSyntheticSource(
  settings: SyntheticSourceSettings,
  deps: SourceDeps,
): FrameSource {
  const scene = settings.scene ?? visitorsScene(settings);
  return {
    traits,
    name: `synthetic:${scene.name}`,
    endless: scene.loopS !== null,
    run: (signal, sinks) => play(scene, settings, deps, signal, sinks),
  };
}

async function play(
  scene: Scene,
  { framesPerSecond, wantPreview = false }: SyntheticSourceSettings,
  { clock }: SourceDeps,
  signal: AbortSignal,
  sinks: FrameSinks,
): Promise<void> {
  const renderer = new SceneRenderer(scene);
  const intervalMs = 1000 / framesPerSecond;
  const endS = scene.loopS === null ? scriptEndS(scene) : Number.POSITIVE_INFINITY;
  const startedMs = clock.monotonicMs();
  let sequence = 0;
  let nextPreviewMs = wantPreview ? startedMs : Number.POSITIVE_INFINITY;
  while (!signal.aborted && sequence / framesPerSecond <= endS) {
    const mediaTimeS = sequence / framesPerSecond;
    const { pixels } = renderer.render(mediaTimeS);
    // Before the frame is handed over: whoever takes it may move its memory to a thread.
    const previewMs = clock.monotonicMs();
    if (sinks.onPreview && previewMs >= nextPreviewMs) {
      const jpeg = encodeGrayJpeg(pixels, scene.widthPx, scene.heightPx, PREVIEW_QUALITY);
      sinks.onPreview({ jpeg, capturedAtMs: clock.nowMs() });
      const costMs = clock.monotonicMs() - previewMs;
      nextPreviewMs = previewMs + Math.max(1000 / PREVIEWS_PER_SECOND, costMs / PREVIEW_TIME_SHARE);
    }
    sinks.onFrame({
      pixels,
      width: scene.widthPx,
      height: scene.heightPx,
      sequence,
      capturedAtMs: clock.nowMs(),
      monotonicMs: clock.monotonicMs(),
      mediaTimeS,
    });
    const elapsedMs = clock.monotonicMs() - startedMs;
    sequence = Math.max(sequence + 1, Math.floor(elapsedMs / intervalMs));
    await pause(clock, startedMs + sequence * intervalMs - clock.monotonicMs(), signal);
  }
}

/** Sleeps; an abort only ends the sleep, for the loop looks at the signal itself. */
async function pause(
  clock: SourceDeps['clock'],
  durationMs: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await clock.sleep(Math.max(0, durationMs), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** When the last person leaves; an empty scene has no end of its own and lasts a minute. */
function scriptEndS(scene: Scene): number {
  if (scene.people.length === 0) return 60;
  return Math.max(...scene.people.map((person) => person.poses.at(-1)?.timeS ?? 0));
}
