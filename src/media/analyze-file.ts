import { decodePicture } from '../capture/media/decode-picture.js';
import { type OpenedMedia, openMedia } from '../capture/media/open-media.js';
import { readOpenedMedia } from '../capture/media/read-media.js';
import { systemClock } from '../core/clock.js';
import type { FrameAnalysis } from '../core/face.js';
import type { InferenceSettings } from '../inference/inference-settings.js';
import type { FacePipeline } from '../inference/pipeline/face-pipeline.js';
import { Annotator } from './annotate/annotator.js';

/** Faces are found on a picture of at most this size; boxes are given in the source's pixels. */
const MAX_SIDE_PX = 1920;
/** Frames are not consecutive enough beyond this to ask for three sightings of a face. */
const SPARSE_EVERY_NTH = 5;

/** Where an analysis comes from. */
export interface AnalysisOrigin {
  readonly model: FacePipeline['model'];
  /** Length of the film by its header; null for pictures and where it does not say. */
  readonly durationS: number | null;
}

/** What is found in one frame. */
export interface AnalysedFrame extends AnalysisOrigin {
  readonly analysis: FrameAnalysis;
  /** Pixels of the source per pixel of the analysed frame. */
  readonly scale: number;
  /** Of a picture, or a film of one frame. */
  readonly isStill: boolean;
}

interface AnalyzeOptions {
  readonly everyNth: number;
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  /** Where the file lies, if not at its own name. */
  readonly at?: string | undefined;
  /** Draws the faces into a copy at this path. */
  readonly annotatePath?: string | undefined;
  /** Takes what is found in a frame; the next one is analysed when it has resolved. */
  readonly onFrame: (frame: AnalysedFrame) => Promise<void>;
}

/**
 * Analyses a picture or video. Each file has its own people: numbers and smoothing start again.
 * @throws EkspresiError as {@link openMedia} does, OUTPUT_UNWRITABLE; the signal's reason
 */
export async function analyzeFile(
  file: string,
  pipeline: FacePipeline,
  options: AnalyzeOptions,
): Promise<void> {
  const { everyNth, ffmpegPath, signal, annotatePath, onFrame } = options;
  pipeline.beginVideo();
  const media = await openMedia(file, options);
  const annotator =
    annotatePath === undefined ? null : await Annotator.begin(annotatePath, media, options);
  const reading = { everyNth, ffmpegPath, signal, maxSidePx: MAX_SIDE_PX };
  try {
    try {
      await analyseFrames(media, pipeline, reading, async (frame) => {
        await annotator?.take(frame.analysis);
        await onFrame(frame);
      });
    } catch (error) {
      // Of a film that breaks off the copy goes as far as the film.
      if (!signal.aborted && media.size.still === false) await annotator?.finish().catch(() => {});
      throw error;
    }
    await annotator?.finish();
  } finally {
    await annotator?.close();
  }
}

async function analyseFrames(
  media: OpenedMedia,
  pipeline: FacePipeline,
  options: Parameters<typeof readOpenedMedia>[1],
  take: (frame: AnalysedFrame) => Promise<void>,
): Promise<void> {
  const picture = await decodePicture(media, options.maxSidePx);
  options.signal?.throwIfAborted();
  if (picture !== null) {
    const analysis = await pipeline.analyseStill({ ...picture, ...firstFrame() });
    const scale = media.size.widthPx / picture.width;
    await take({ analysis, scale, model: pipeline.model, durationS: null, isStill: true });
    return;
  }
  for await (const { frame, sourceWidthPx, still, durationS } of readOpenedMedia(media, options)) {
    const analysis = still ? await pipeline.analyseStill(frame) : await pipeline.analyse(frame);
    await take({
      analysis,
      scale: sourceWidthPx / frame.width,
      model: pipeline.model,
      durationS: still ? null : durationS,
      isStill: still,
    });
  }
}

/** A picture is a film of one frame. */
function firstFrame() {
  return { sequence: 0, capturedAtMs: systemClock.nowMs(), monotonicMs: 0, mediaTimeS: 0 };
}

/**
 * Nobody waits for a frame of a file: faces are searched without a deadline, each is classified.
 * @param thorough searches every part of every frame for new faces, not only where it changed
 */
export function offlineSettings(
  settings: InferenceSettings,
  { everyNth, thorough }: { readonly everyNth: number; readonly thorough: boolean },
): InferenceSettings {
  return {
    ...settings,
    classificationsPerSecond: Number.MAX_SAFE_INTEGER,
    classificationsTogether: Number.POSITIVE_INFINITY,
    landmarksPerSecond: Number.MAX_SAFE_INTEGER,
    search: thorough ? 'thorough' : 'offline',
    // They are of the kiosk's own picture.
    masks: [],
    tracker: everyNth >= SPARSE_EVERY_NTH ? { confirmHits: 1, confirmMs: 0 } : {},
  };
}
