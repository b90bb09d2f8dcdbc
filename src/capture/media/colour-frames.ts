import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { systemClock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import { findFfmpeg, GLOBAL_ARGUMENTS, localFile } from '../ffmpeg/ffmpeg.js';
import { startChild } from '../process/child-program.js';
import { mediaInput } from './media-arguments.js';
import { mediaFailure } from './media-failure.js';
import type { OpenedMedia } from './open-media.js';

/** Sides of a picture in yuv420p, which has even ones. */
interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

interface ColourOptions extends FrameSize {
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  /** Frames are repeated or left out to keep this rate; null for a picture. */
  readonly framesPerSecond: number | null;
}

const FALLBACK_RATE = 25;
const MAX_RATE = 60;

/** The constant rate at which a film is written again: its own, as far as that is sensible. */
export function steadyRate({ size }: OpenedMedia): number {
  const rate = size.length.framesPerSecond ?? FALLBACK_RATE;
  return rate >= 1 && rate <= MAX_RATE ? rate : FALLBACK_RATE;
}

/** The displayed size, fitted into a square of `maxSidePx` and made even. */
export function evenSize({ size }: OpenedMedia, maxSidePx: number): FrameSize {
  const factor = Math.min(1, maxSidePx / Math.max(size.widthPx, size.heightPx));
  const even = (side: number) => Math.max(2, Math.round((side * factor) / 2) * 2);
  return { widthPx: even(size.widthPx), heightPx: even(size.heightPx) };
}

const frameBytes = ({ widthPx, heightPx }: FrameSize) => (widthPx * heightPx * 3) / 2;

/**
 * The frames of a picture or film in colour (planar yuv420p), upright and with square pixels. A
 * slow taker makes ffmpeg wait.
 * @throws EkspresiError MEDIA_INVALID, FFMPEG_MISSING; the signal's reason
 */
export async function* readColourFrames(
  media: OpenedMedia,
  options: ColourOptions,
): AsyncGenerator<Buffer, void, void> {
  const { widthPx, heightPx, framesPerSecond, signal } = options;
  signal.throwIfAborted();
  const rate = framesPerSecond === null ? [] : [`fps=${framesPerSecond}:start_time=0`];
  const filters = [...rate, `scale=${widthPx}:${heightPx}`, 'setsar=1', 'format=yuv420p'];
  const child = startChild({
    program: findFfmpeg(options.ffmpegPath),
    args: [
      ...[...GLOBAL_ARGUMENTS, '-threads', '2', ...mediaInput({ ...media, strict: false })],
      ...['-map', '0:v:0', '-an', '-sn', '-dn', '-vf', filters.join(',')],
      ...['-fps_mode', 'passthrough', ...(framesPerSecond === null ? ['-frames:v', '1'] : [])],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    clock: systemClock,
  });
  const onAbort = () => void child.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    yield* cutFrames(child.stdout, frameBytes(options));
    const exit = await child.exited;
    signal.throwIfAborted();
    if (exit.code !== 0) throw mediaFailure(media.path, child.stderrLines(), media.pictureDemuxer);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await child.terminate();
  }
}

async function* cutFrames(pipe: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let frame = Buffer.allocUnsafe(bytes);
  let filled = 0;
  for await (const chunk of pipe) {
    for (let taken = 0; taken < chunk.length; ) {
      const copied = chunk.copy(frame, filled, taken);
      taken += copied;
      filled += copied;
      if (filled < bytes) continue;
      yield frame;
      frame = Buffer.allocUnsafe(bytes);
      filled = 0;
    }
  }
}

/** Takes the frames of one picture or film, and makes a file of them. */
export interface ColourFile {
  /** Resolves when the encoder has room for the next frame. */
  write(frame: Uint8Array): Promise<void>;
  /** The file has its name when this resolves. */
  finish(): Promise<void>;
  /** Ends the encoder and removes what it has written. Does nothing after {@link finish}. */
  discard(): Promise<void>;
}

/**
 * Writes colour frames as an MP4 with the sound of `media`, or as a JPEG. A file that is there is
 * replaced when the new one is whole.
 * @throws EkspresiError OUTPUT_UNWRITABLE, FFMPEG_MISSING
 */
export function createColourFile(
  path: string,
  media: OpenedMedia,
  options: ColourOptions,
): ColourFile {
  const partPath = `${path}.part`;
  const { widthPx, heightPx, framesPerSecond, signal } = options;
  const child = startChild({
    program: findFfmpeg(options.ffmpegPath),
    args: [
      ...GLOBAL_ARGUMENTS.filter((argument) => argument !== '-nostdin'),
      ...['-y', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${widthPx}x${heightPx}`],
      ...['-framerate', String(framesPerSecond ?? 1), '-i', 'pipe:0'],
      ...(framesPerSecond === null ? PICTURE_OUTPUT : filmOutput(media)),
      localFile(partPath),
    ],
    stdin: { open: true },
    clock: systemClock,
  });
  let isOver = false;
  const failed = () => {
    const [line] = child.stderrLines().filter((text) => !/deprecated/.test(text));
    return new EkspresiError('output-unwritable', { path, reason: line ?? 'ffmpeg ended' });
  };
  const input = child.input as NonNullable<typeof child.input>;
  return {
    async write(frame) {
      signal.throwIfAborted();
      if (!input.writable) throw failed();
      if (input.write(frame)) return;
      await Promise.race([once(input, 'drain', { signal }), child.exited]);
    },
    async finish() {
      input.end();
      const exit = await child.exited;
      signal.throwIfAborted();
      if (exit.code !== 0) throw failed();
      await rename(partPath, path);
      isOver = true;
    },
    async discard() {
      if (isOver) return;
      await child.terminate();
      await rm(partPath, { force: true });
    },
  };
}

const PICTURE_OUTPUT = [
  ...['-frames:v', '1', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '3'],
  ...['-f', 'image2', '-update', '1'],
];

function filmOutput(media: OpenedMedia): readonly string[] {
  return [
    ...mediaInput({ ...media, strict: false }),
    ...['-map', '0:v', '-map', '1:a?', '-map_metadata', '-1'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-threads', '2'],
    ...['-c:a', 'aac', '-movflags', '+faststart', '-f', 'mp4'],
  ];
}
