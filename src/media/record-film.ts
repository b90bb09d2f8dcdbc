import { EkspresiError } from '../core/errors.js';
import type { FrameAnalysis } from '../core/face.js';
import type { FacePipeline } from '../inference/pipeline/face-pipeline.js';
import type { SessionSample } from '../sessions/session-record.js';
import { analyzeFile } from './analyze-file.js';

/** More faces in frames than this are no session; about eleven hours of one face. */
const MOST_SAMPLES = 1_000_000;

export interface RecordedFilm {
  readonly samples: readonly SessionSample[];
  /** Seconds up to the end of the last frame. */
  readonly durationS: number;
  readonly frames: number;
  /** Why the film could not be read to its end; null where it was. */
  readonly error: unknown;
}

interface RecordOptions {
  readonly everyNth: number;
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  /** Draws the faces into a copy at this path. */
  readonly annotatePath?: string | undefined;
  /** Where the film lies, if not at its own name. */
  readonly at?: string | undefined;
  /** Told the seconds that are done, and all of them where they are known. */
  readonly onProgress: (doneS: number, durationS: number | null) => void;
}

/**
 * Analyses every frame of a film, or every n-th, and keeps what is measured of its faces. Of a film
 * that breaks off what was read is kept.
 * @throws EkspresiError as {@link analyzeFile} does where nothing could be read; MEDIA_INVALID for
 *   a picture, MEDIA_TOO_LARGE for more faces than fit
 */
export async function recordFilm(
  path: string,
  pipeline: FacePipeline,
  options: RecordOptions,
): Promise<RecordedFilm> {
  const { onProgress, ...reading } = options;
  const samples: SessionSample[] = [];
  let frames = 0;
  let [lastS, frameS] = [0, 0];
  let error: unknown = null;
  try {
    await analyzeFile(path, pipeline, {
      ...reading,
      onFrame: async ({ analysis, scale, durationS, isStill }) => {
        if (isStill) throw new EkspresiError('media-is-picture', { path });
        samples.push(...samplesOf(analysis, scale));
        if (samples.length > MOST_SAMPLES) {
          throw new EkspresiError('session-too-long', { path, most: MOST_SAMPLES });
        }
        frames++;
        frameS = Math.max(0, analysis.mediaTimeS - lastS);
        lastS = analysis.mediaTimeS;
        onProgress(lastS, durationS);
      },
    });
  } catch (cause) {
    const isOurs = cause instanceof EkspresiError && cause.kind.startsWith('media-ends');
    const isCut =
      isOurs || (cause instanceof EkspresiError && cause.kind === 'media-last-frame-cut');
    if (!isCut || frames === 0) throw cause;
    error = cause;
  }
  return { samples, frames, error, durationS: lastS + frameS };
}

/** The faces of one frame; boxes in pixels of the film. */
function samplesOf(analysis: FrameAnalysis, scale: number): readonly SessionSample[] {
  return analysis.faces.map((face) => {
    const { box, smoothed, trackId } = face;
    const { expression, clear, raw, valence, ear, blink, looking, yaw, pitch, roll, quality } =
      face;
    return {
      ...{ atS: analysis.mediaTimeS, face: trackId, expression, clear, raw, valence, quality },
      ...{ probabilities: smoothed, uncalibrated: smoothed },
      ...{ ear, blink, looking, yaw, pitch, roll },
      box: {
        ...{ x: box.x * scale, y: box.y * scale },
        ...{ width: box.width * scale, height: box.height * scale },
      },
    };
  });
}
