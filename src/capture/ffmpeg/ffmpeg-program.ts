import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { findProgram } from '../process/find-program.js';

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
  throw new EkspresiError(
    'FFMPEG_MISSING',
    `the program ${program} was not found or may not be executed`,
    'Install it (apt install ffmpeg) or set the path of ffmpeg in the configuration.',
  );
}
