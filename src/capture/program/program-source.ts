import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import { EkspresiError } from '../../core/errors.js';
import type {
  FrameSinks,
  SourceDeps,
  SourceSettings,
  SourceType,
} from '../../core/frame-source.js';
import { FED_JPEGS, feedJpegs } from '../ffmpeg/feed-jpegs.js';
import { describeExit, tellingLine } from '../ffmpeg/ffmpeg-lines.js';
import { liveArguments } from '../ffmpeg/live-arguments.js';
import { runLive } from '../ffmpeg/run-live.js';
import { type ChildExit, type ChildProgram, startChild } from '../process/child-program.js';
import { findProgram } from '../process/find-program.js';
import { createRedactor } from '../redact.js';
import { splitCommand } from './split-command.js';

const WRITTEN = /^program:(.*)$/s;
/** A program says something first, or begins in the middle of a picture; more is no video. */
const MAX_HEAD_BYTES = 1_000_000;
const Y4M = 'YUV4MPEG2 ';
const Y4M_INPUT: readonly string[] = [
  ...['-fpsprobesize', '0', '-analyzeduration', '0'],
  ...['-use_wallclock_as_timestamps', '1', '-f', 'yuv4mpegpipe', '-i', 'pipe:0'],
];

const traits = {
  kind: 'program',
  isLive: true,
  backoffMs: { first: 1000, max: 15_000 },
} as const;

/**
 * Any program that writes MJPEG or YUV4MPEG2 to its stdout. It is run without a shell, and its
 * process group is ended with the attempt. The configuration file and the command line alone may
 * name one: who may write those may run programs anyway.
 */
export const programType: SourceType = {
  ...traits,
  examples: 'program:COMMAND',
  manual:
    'program:COMMAND (a program that writes MJPEG or Y4M to its standard output, as rpicam-vid or gst-launch-1.0; words and quotes as in a shell, but none is used)',
  needsSignIn: true,
  matches: (source) => WRITTEN.test(source),
  problem(source) {
    try {
      splitCommand(commandOf(source));
      return null;
    } catch (error) {
      return error as EkspresiError;
    }
  },
  create(settings, deps) {
    const words = splitCommand(commandOf(settings.source));
    const name = basename(words[0] as string);
    return {
      traits,
      name,
      endless: true,
      run: (signal, sinks) => runProgramSource({ words, name, settings, deps, signal, sinks }),
    };
  },
  async check({ source }) {
    return `the program is ${findOrExplain(splitCommand(commandOf(source))[0] as string)}`;
  },
};

function commandOf(source: string): string {
  return WRITTEN.exec(source)?.[1] ?? '';
}

function findOrExplain(program: string): string {
  const found = findProgram(program);
  if (found !== null) return found;
  throw new EkspresiError('program-missing', { program });
}

async function runProgramSource(run: {
  words: readonly string[];
  name: string;
  settings: SourceSettings;
  deps: SourceDeps;
  signal: AbortSignal;
  sinks: FrameSinks;
}): Promise<void> {
  const { words, name, settings, deps, signal, sinks } = run;
  const [first = '', ...args] = words;
  const program = findOrExplain(first);
  if (signal.aborted) return;
  const redact = createRedactor(settings.source);
  const child = startChild({ program, args, clock: deps.clock, keepLine: redact });
  const onAbort = () => void child.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
    const head = await readHead(chunks, name);
    if (head === null) throw ended(name, await child.exited, child);
    const isY4m = head.subarray(0, Y4M.length).toString('latin1') === Y4M;
    const live = {
      plan: liveArguments(settings, isY4m ? Y4M_INPUT : FED_JPEGS),
      settings,
      redact,
      feed: async (input: Writable) => {
        const all = headFirst(head, chunks);
        if (isY4m) await pour(all, input);
        else await feedJpegs(all, input, { ...settings, clock: deps.clock });
        return ended(name, await child.exited, child);
      },
      failure: (exit: ChildExit, lines: readonly string[]) =>
        new EkspresiError('program-video-broken', {
          name,
          line: tellingLine(lines) ?? describeExit(exit),
        }),
    };
    await runLive(live, deps, signal, sinks);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await child.terminate();
  }
}

/**
 * Reads until it is told what comes. Null where the program ended before.
 * @throws EkspresiError SOURCE_UNREADABLE where it is no video
 */
async function readHead(chunks: AsyncIterator<Buffer>, name: string): Promise<Buffer | null> {
  let head = Buffer.alloc(0);
  while (head.length <= MAX_HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done) return null;
    head = Buffer.concat([head, next.value]);
    const start = head.subarray(0, Y4M.length).toString('latin1');
    if (Y4M.startsWith(start)) {
      if (head.length >= Y4M.length) return head;
      continue;
    }
    if (head.includes('\xff\xd8\xff', 0, 'latin1')) return head;
  }
  throw new EkspresiError('program-without-video', { name });
}

async function* headFirst(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

/** Writes everything, as fast as it is taken: the program waits meanwhile. */
async function pour(chunks: AsyncIterable<Buffer>, input: Writable): Promise<void> {
  for await (const chunk of chunks) {
    if (!input.writable) return;
    if (input.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      input
        .once('drain', resolve)
        .once('close', resolve)
        .once('error', () => resolve());
    });
  }
}

function ended(name: string, { code, signal }: ChildExit, child: ChildProgram): EkspresiError {
  const stderr = child.stderrLines();
  const line = stderr.at(-1);
  const options = { cause: { exit: { code, signal }, stderr } };
  if (signal !== null) {
    return line === undefined
      ? new EkspresiError('program-killed', { name, signal }, options)
      : new EkspresiError('program-killed-saying', { name, signal, line }, options);
  }
  const exitCode = code ?? 0;
  return line === undefined
    ? new EkspresiError('program-exited', { name, exitCode }, options)
    : new EkspresiError('program-exited-saying', { name, exitCode, line }, options);
}
