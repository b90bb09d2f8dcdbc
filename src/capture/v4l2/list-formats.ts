import { realpath } from 'node:fs/promises';
import type { Clock } from '../../core/clock.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg.js';
import { describeExit, messageOf, tellingLine } from '../ffmpeg/ffmpeg-lines.js';
import { findProgram } from '../process/find-program.js';
import { type ProgramResult, runProgram } from '../process/run-program.js';
import {
  type CameraFormat,
  type NodeRole,
  nodeRole,
  parseFfmpegFormats,
  parseV4l2Formats,
} from './camera-formats.js';

const MAX_BYTES = 200_000;

export interface FormatAnswer {
  /** Empty for a node that captures nothing, and for one that cannot be asked. */
  readonly formats: readonly CameraFormat[];
  readonly role: NodeRole;
  /** Why it could not be asked, in the program's own words; null where it answered. */
  readonly complaint: string | null;
  /** The program that gave no answer in time, until it has ended; null where there is none. */
  readonly hanging: Promise<unknown> | null;
}

/**
 * Asks a device what it is and for its formats: v4l2-ctl where installed (it starts much
 * faster), otherwise ffmpeg. The metadata node beside every UVC camera has none and is no
 * complaint.
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
    const args = ['-d', device, '--info', '--list-formats-ext'];
    const answer = await runProgram({ program: v4l2, args, ...limits });
    const formats = parseV4l2Formats(answer.stdout);
    const role = nodeRole(answer.stdout);
    return { ...formatAnswer('v4l2-ctl', formats, { ...answer, answerWithinMs }), role };
  }
  const args = ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', device];
  const answer = await runProgram({ program: findFfmpeg(ffmpegPath), args, ...limits });
  const lines = answer.stderrLines;
  if (lines.some((line) => /^Not a video capture device\.?$/.test(messageOf(line)))) {
    return { formats: [], role: 'other', complaint: null, hanging: null };
  }
  const formats = parseFfmpegFormats(lines.join('\n'));
  return { ...formatAnswer('ffmpeg', formats, { ...answer, answerWithinMs }), role: 'camera' };
}

/**
 * Puts formats and failure together. ffmpeg ends this question with a failure also when it answers.
 */
export function formatAnswer(
  program: string,
  formats: readonly CameraFormat[],
  answer: Pick<ProgramResult, 'exit' | 'stderrLines' | 'hanging'> & { answerWithinMs: number },
): Omit<FormatAnswer, 'role'> {
  const { exit, stderrLines, hanging, answerWithinMs } = answer;
  if (formats.length > 0 || exit.code === 0) return { formats, complaint: null, hanging };
  const end = describeExit(exit);
  const how = hanging === null ? end : `no answer within ${answerWithinMs / 1000} s`;
  const line = tellingLine(stderrLines);
  const complaint = `${program}: ${how}${line === null ? '' : `: ${line}`}`;
  return { formats, complaint, hanging };
}

/**
 * Asks devices for their formats. A program that hangs in a driver, where no signal ends it, is
 * waited for: the next question about its device gets the same answer, and no second program.
 */
export class FormatQuestions {
  readonly #options: {
    readonly ffmpegPath: string;
    readonly clock: Clock;
    readonly answerWithinMs: number;
  };
  /** By device node. */
  readonly #hanging = new Map<string, FormatAnswer>();

  constructor(options: { ffmpegPath: string; clock: Clock; answerWithinMs: number }) {
    this.#options = options;
  }

  async ask(device: string, signal: AbortSignal): Promise<FormatAnswer> {
    const node = await realpath(device).catch(() => device);
    const before = this.#hanging.get(node);
    if (before !== undefined) return before;
    const answer = await listFormats({ ...this.#options, device, signal });
    if (answer.hanging !== null) {
      this.#hanging.set(node, answer);
      void answer.hanging.then(() => this.#hanging.delete(node));
    }
    return answer;
  }
}
