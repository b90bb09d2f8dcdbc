import type { Clock } from '../../core/clock.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { tellingLine } from '../ffmpeg/stderr-lines.js';
import { findProgram } from '../process/find-program.js';
import { type ProgramResult, runProgram } from '../process/run-program.js';
import { type CameraFormat, parseFfmpegFormats, parseV4l2Formats } from './camera-formats.js';

const MAX_BYTES = 200_000;

export interface FormatAnswer {
  /** Empty for a node that captures nothing, and for one that cannot be asked. */
  readonly formats: readonly CameraFormat[];
  /** Why it could not be asked, in the program's own words; null where it answered. */
  readonly complaint: string | null;
  /** The program that gave no answer in time, until it has ended; null where there is none. */
  readonly hanging: Promise<unknown> | null;
}

/**
 * Asks a device for its formats: v4l2-ctl where installed (it starts much faster), otherwise
 * ffmpeg. The metadata node beside every UVC camera has none and is no complaint.
 */
export async function listFormats(options: {
  device: string;
  ffmpegPath: string;
  clock: Clock;
  answerWithinMs: number;
  signal: AbortSignal;
}): Promise<FormatAnswer> {
  const { device, ffmpegPath, clock, answerWithinMs, signal } = options;
  const limits = { clock, signal, timeoutMs: answerWithinMs, maxBytes: MAX_BYTES };
  const v4l2 = findProgram('v4l2-ctl');
  if (v4l2 !== null) {
    const args = ['-d', device, '--list-formats-ext'];
    const answer = await runProgram({ program: v4l2, args, ...limits });
    return formatAnswer('v4l2-ctl', parseV4l2Formats(answer.stdout), { ...answer, answerWithinMs });
  }
  const args = ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', device];
  const answer = await runProgram({ program: findFfmpeg(ffmpegPath), args, ...limits });
  return formatAnswer('ffmpeg', parseFfmpegFormats(answer.stderrLines.join('\n')), {
    ...answer,
    answerWithinMs,
  });
}

/** Puts formats and failure together. ffmpeg ends this question with a failure also when it answers. */
export function formatAnswer(
  program: string,
  formats: readonly CameraFormat[],
  answer: Pick<ProgramResult, 'exit' | 'stderrLines' | 'hanging'> & { answerWithinMs: number },
): FormatAnswer {
  const { exit, stderrLines, hanging, answerWithinMs } = answer;
  if (formats.length > 0 || exit.code === 0) return { formats, complaint: null, hanging };
  const end = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  const how = hanging === null ? end : `no answer within ${answerWithinMs / 1000} s`;
  const line = tellingLine(stderrLines);
  const complaint = `${program}: ${how}${line === null ? '' : `: ${line}`}`;
  return { formats, complaint, hanging };
}
