import type { Clock } from '../../core/clock.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { findProgram } from '../process/find-program.js';
import { runProgram } from '../process/run-program.js';
import { type CameraFormat, parseFfmpegFormats, parseV4l2Formats } from './camera-formats.js';

// Long, for a slow box at boot; nothing but this camera waits for the answer.
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 200_000;

/**
 * Asks a device for its formats: v4l2-ctl where installed (it starts much faster), otherwise
 * ffmpeg. Empty for a node that captures nothing (the metadata node beside every UVC
 * camera), and for one that cannot be asked.
 */
export async function listFormats(options: {
  device: string;
  ffmpegPath: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<readonly CameraFormat[]> {
  const { device, ffmpegPath, clock, signal } = options;
  const limits = { clock, signal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
  const v4l2 = findProgram('v4l2-ctl');
  if (v4l2 !== null) {
    const args = ['-d', device, '--list-formats-ext'];
    return parseV4l2Formats((await runProgram({ program: v4l2, args, ...limits })).stdout);
  }
  const args = ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', device];
  const answer = await runProgram({ program: findFfmpeg(ffmpegPath), args, ...limits });
  return parseFfmpegFormats(answer.stderrLines.join('\n'));
}
