import type { Clock } from '../../core/clock.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { tellingLine } from '../ffmpeg/stderr-lines.js';
import { findProgram } from '../process/find-program.js';
import { type ProgramResult, runProgram } from '../process/run-program.js';
import { type CameraFormat, parseFfmpegFormats, parseV4l2Formats } from './camera-formats.js';

// Long, for a slow box at boot; nothing but this camera waits for the answer.
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 200_000;

export interface FormatAnswer {
  /** Empty for a node that captures nothing, and for one that cannot be asked. */
  readonly formats: readonly CameraFormat[];
  /** Why it could not be asked, in the program's own words; null where it answered. */
  readonly complaint: string | null;
}

/**
 * Asks a device for its formats: v4l2-ctl where installed (it starts much faster), otherwise
 * ffmpeg. The metadata node beside every UVC camera has none and is no complaint.
 */
export async function listFormats(options: {
  device: string;
  ffmpegPath: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<FormatAnswer> {
  const { device, ffmpegPath, clock, signal } = options;
  const limits = { clock, signal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
  const v4l2 = findProgram('v4l2-ctl');
  if (v4l2 !== null) {
    const args = ['-d', device, '--list-formats-ext'];
    const answer = await runProgram({ program: v4l2, args, ...limits });
    return formatAnswer('v4l2-ctl', parseV4l2Formats(answer.stdout), answer);
  }
  const args = ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', device];
  const answer = await runProgram({ program: findFfmpeg(ffmpegPath), args, ...limits });
  return formatAnswer('ffmpeg', parseFfmpegFormats(answer.stderrLines.join('\n')), answer);
}

/** Puts formats and failure together. ffmpeg ends this question with a failure also when it answers. */
export function formatAnswer(
  program: string,
  formats: readonly CameraFormat[],
  { exit, stderrLines, timedOut }: Pick<ProgramResult, 'exit' | 'stderrLines' | 'timedOut'>,
): FormatAnswer {
  if (formats.length > 0 || (exit.code === 0 && !timedOut)) return { formats, complaint: null };
  const end = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  const how = timedOut ? `no answer within ${TIMEOUT_MS / 1000} s` : end;
  const line = tellingLine(stderrLines);
  return { formats, complaint: `${program}: ${how}${line === null ? '' : `: ${line}`}` };
}
