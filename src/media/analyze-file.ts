import { readMedia } from '../capture/media/read-media.js';
import { systemClock } from '../core/clock.js';
import type { FrameAnalysis } from '../core/face.js';
import { silentLog } from '../core/log.js';
import type { InferenceSettings, SearchMode } from '../inference/inference-settings.js';
import { createFacePipeline, type FacePipeline } from '../inference/pipeline/face-pipeline.js';
import { type AnalysisLine, analysisLines } from './analysis-lines.js';

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

interface AnalyzeOptions {
  readonly everyNth: number;
  /** Searches every part of every frame for new faces, not only where something changed. */
  readonly thorough: boolean;
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  /** Told of each analysis before its lines, for those who keep them. */
  readonly onAnalysis: (analysis: FrameAnalysis, origin: AnalysisOrigin) => void;
  /** Takes the lines of one frame; the next one is analysed when it has resolved. */
  readonly onLines: (lines: readonly AnalysisLine[]) => Promise<void>;
  /** Given the summary at the end, also of a file that breaks off after its first frame. */
  readonly onSummary: (text: string) => void;
}

/**
 * Analyses a picture or video. Each file has its own people: numbers and smoothing start again.
 * @throws EkspresiError as {@link readMedia} or the models' loaders do; the signal's reason
 */
export async function analyzeFile(
  file: string,
  inference: InferenceSettings,
  options: AnalyzeOptions,
): Promise<void> {
  const { everyNth, thorough, ffmpegPath, signal, onAnalysis, onLines, onSummary } = options;
  const settings = offlineSettings(inference, everyNth, thorough ? 'thorough' : 'offline');
  const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
  const summary = new FileSummary(file);
  try {
    const media = readMedia(file, { everyNth, ffmpegPath, signal, maxSidePx: MAX_SIDE_PX });
    for await (const { frame, sourceWidthPx, still, durationS } of media) {
      const analysis = still ? await pipeline.analyseStill(frame) : await pipeline.analyse(frame);
      onAnalysis(analysis, { model: pipeline.model, durationS: still ? null : durationS });
      const scale = sourceWidthPx / frame.width;
      await onLines(analysisLines(analysis, { source: file, scale }));
      summary.add(analysis);
    }
  } finally {
    if (summary.frames > 0) onSummary(summary.text());
    await pipeline.close();
  }
}

/** Nobody waits for a frame here: faces are searched without a deadline, each is classified. */
function offlineSettings(
  settings: InferenceSettings,
  everyNth: number,
  search: SearchMode,
): InferenceSettings {
  return {
    ...settings,
    classificationsPerSecond: Number.MAX_SAFE_INTEGER,
    classificationsTogether: Number.POSITIVE_INFINITY,
    landmarksPerSecond: Number.MAX_SAFE_INTEGER,
    search,
    // They are of the kiosk's own picture.
    masks: [],
    tracker: everyNth >= SPARSE_EVERY_NTH ? { confirmHits: 1, confirmMs: 0 } : {},
  };
}

/** What one file held, for people. */
class FileSummary {
  readonly #file: string;
  readonly #faces = new Set<number>();
  readonly #labels = new Map<string, number>();
  #frames = 0;
  #lines = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get frames(): number {
    return this.#frames;
  }

  add(analysis: FrameAnalysis): void {
    this.#frames++;
    for (const face of analysis.faces) {
      this.#lines++;
      this.#faces.add(face.trackId);
      this.#labels.set(face.expression, (this.#labels.get(face.expression) ?? 0) + 1);
    }
  }

  text(): string {
    const shares = [...this.#labels]
      .sort((a, b) => b[1] - a[1])
      .map(([label, count]) => `${label} ${Math.round((count / this.#lines) * 100)} %`);
    const tail = shares.length === 0 ? '' : `: ${shares.join(', ')}`;
    return `${this.#file}: ${counted(this.#frames, 'frame')}, ${counted(this.#faces.size, 'face')}, ${counted(this.#lines, 'line')}${tail}`;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
