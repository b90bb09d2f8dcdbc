import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { findProgram } from '../process/find-program.js';

/** Which file descriptor of ffmpeg carries what, beside the gray pictures on 1. */
export interface FfmpegPlan {
  readonly args: readonly string[];
  /** Recordings only: `metadata=print` lines with the time of each frame. */
  readonly timesFd: number | null;
  readonly previewFd: number | null;
  /** Written to stdin, which is then closed. */
  readonly stdin?: string;
}

/** Quiet but for warnings, each marked with its level; never reads our terminal. */
export const GLOBAL_ARGUMENTS: readonly string[] = [
  '-hide_banner',
  '-nostdin',
  '-nostats',
  '-loglevel',
  'level+warning',
];

/** ffmpeg expands no pattern and takes no option for a protocol where the name is prefixed. */
export function localFile(absolutePath: string): string {
  return `file:${absolutePath}`;
}

/** @throws EkspresiError FFMPEG_MISSING */
export function findFfmpeg(ffmpegPath: string): string {
  return findProgram(ffmpegPath) ?? missing(ffmpegPath);
}

/**
 * ffprobe from the folder of the configured ffmpeg, otherwise from `PATH`.
 * @throws EkspresiError FFMPEG_MISSING
 */
export function findFfprobe(ffmpegPath: string): string {
  const beside = join(dirname(ffmpegPath), 'ffprobe');
  const name = ffmpegPath.includes('/') && existsSync(beside) ? beside : 'ffprobe';
  return findProgram(name) ?? missing('ffprobe');
}

function missing(program: string): never {
  throw new EkspresiError('ffmpeg-missing', { program });
}
