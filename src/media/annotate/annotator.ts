import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type ColourFile,
  createColourFile,
  evenSize,
  readColourFrames,
  steadyRate,
} from '../../capture/media/colour-frames.js';
import type { OpenedMedia } from '../../capture/media/open-media.js';
import { EkspresiError } from '../../core/errors.js';
import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import { withEnding } from './annotated-paths.js';
import { ColourPicture } from './colour-picture.js';
import { drawFaces } from './draw-faces.js';

const MAX_SIDE_PX = 1920;

/** Draws what is found into a copy of a picture or film, as the analysis goes on. */
export class Annotator {
  readonly #frames: AsyncGenerator<Buffer, void, void>;
  readonly #file: ColourFile;
  readonly #size: { readonly widthPx: number; readonly heightPx: number };
  readonly #framesPerSecond: number | null;
  /** Number of the next frame of the copy. */
  #next = 0;
  #faces: readonly FaceObservation[] = [];
  #scale = 1;

  private constructor(path: string, media: OpenedMedia, parts: AnnotatorOptions) {
    this.#size = evenSize(media, MAX_SIDE_PX);
    this.#framesPerSecond = media.size.still ? null : steadyRate(media);
    const options = { ...parts, ...this.#size, framesPerSecond: this.#framesPerSecond };
    this.#frames = readColourFrames(media, options);
    this.#file = createColourFile(path, media, options);
  }

  /**
   * Begins a copy of `media` at `path` with its ending, in a folder that is made if need be.
   * @throws EkspresiError OUTPUT_UNWRITABLE, FFMPEG_MISSING
   */
  static async begin(
    path: string,
    media: OpenedMedia,
    options: AnnotatorOptions,
  ): Promise<Annotator> {
    const folder = dirname(path);
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new EkspresiError('output-unwritable', { path: folder, reason }, { cause });
    }
    return new Annotator(withEnding(path, media.size.still), media, options);
  }

  /** Takes the next analysis; the frames before it get the faces of the one before. */
  async take(analysis: FrameAnalysis): Promise<void> {
    if (this.#framesPerSecond !== null) await this.#drawUntil(analysis.mediaTimeS);
    this.#faces = analysis.faces;
    this.#scale = this.#size.widthPx / analysis.width;
  }

  /** Draws the rest; the copy has its name when this resolves. */
  async finish(): Promise<void> {
    await this.#drawUntil(Number.POSITIVE_INFINITY);
    await this.#file.finish();
  }

  /** Ends what runs. Does no harm after {@link finish}; an unfinished copy is removed. */
  async close(): Promise<void> {
    await this.#frames.return();
    await this.#file.discard();
  }

  async #drawUntil(timeS: number): Promise<void> {
    const { widthPx, heightPx } = this.#size;
    // A frame of the copy belongs to the analysis that is nearest to it or just before.
    while (this.#timeOf(this.#next) < timeS) {
      const { value: planes, done } = await this.#frames.next();
      if (done === true) return;
      drawFaces(new ColourPicture(planes, widthPx, heightPx), this.#faces, this.#scale);
      await this.#file.write(planes);
      this.#next++;
    }
  }

  #timeOf(frame: number): number {
    return this.#framesPerSecond === null ? 0 : (frame + 0.5) / this.#framesPerSecond;
  }
}

interface AnnotatorOptions {
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
}
