import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../core/clock.js';
import { findProgram } from './find-program.js';
import { LineTail } from './line-tail.js';

const STDERR_LINES = 100;
const STDERR_LINE_CHARS = 1000;
const KILL_AFTER_MS = 5000;

export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ChildProgram {
  readonly pid: number;
  readonly stdout: Readable;
  /** The extra pipes in the order asked for, from file descriptor 3 on. */
  readonly pipes: readonly Readable[];
  /**
   * Resolves once the process is gone and what it left behind in its group is killed;
   * never rejects. What it had written can still be read.
   */
  readonly exited: Promise<ChildExit>;
  /** The open input of a program that was started with `stdin: { open: true }`, else null. */
  readonly input: Writable | null;
  /** The last lines of stderr, redacted; those of the last `lastMs` alone where it is given. */
  stderrLines(lastMs?: number): readonly string[];
  /**
   * Ends the whole process group (SIGTERM, SIGKILL after 5 s) and closes the pipes.
   * Resolves when the process is gone.
   */
  terminate(): Promise<void>;
}

interface ChildOptions {
  /** Absolute path, see `findProgram`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly extraPipes?: number;
  /**
   * Given to the program, which then sees the end of its input; `open` leaves it to
   * `input`. Absent: no input.
   */
  readonly stdin?: string | { readonly open: true };
  readonly clock: Clock;
  /** Rewrites or drops (null) a line of stderr before it is kept. */
  readonly keepLine?: (line: string) => string | null;
}

/**
 * Starts a program in a process group of its own, so that it and its children can be ended
 * together. `setpriv` (util-linux) makes the kernel kill it when we die, however we die: a
 * program that waits for a frozen camera would never notice a closed pipe.
 */
export function startChild(options: ChildOptions): ChildProgram {
  const { clock, extraPipes = 0, stdin } = options;
  const setpriv = findProgram('setpriv');
  const [program, args] =
    setpriv === null
      ? [options.program, options.args]
      : [setpriv, ['--pdeathsig', 'KILL', options.program, ...options.args]];
  const child = spawn(program, args, {
    detached: true,
    stdio: [
      stdin === undefined ? 'ignore' : 'pipe',
      ...Array.from({ length: 2 + extraPipes }, () => 'pipe' as const),
    ],
  });
  const tail = new LineTail({
    maxLines: STDERR_LINES,
    maxLineChars: STDERR_LINE_CHARS,
    nowMs: () => clock.monotonicMs(),
    ...(options.keepLine === undefined ? {} : { keep: options.keepLine }),
  });
  // One that ends before it has read everything says why by its exit.
  child.stdin?.on('error', () => {});
  if (typeof stdin === 'string') child.stdin?.end(stdin);
  child.on('error', (error) => tail.push(`${error.message}\n`));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => tail.push(text));
  const outputs = child.stdio.slice(1).filter((pipe) => pipe !== null) as Readable[];
  // A reader of its own sees a broken pipe as well; this one keeps it from being fatal.
  for (const output of outputs) output.on('error', () => {});

  const exited = whenGone(child).then((exit) => {
    killGroup(child.pid, 'SIGKILL');
    return exit;
  });
  return {
    pid: child.pid ?? -1,
    stdout: child.stdout as Readable,
    pipes: outputs.slice(2),
    exited,
    input: typeof stdin === 'object' ? child.stdin : null,
    stderrLines: (lastMs) => tail.lines(lastMs),
    terminate: async () => {
      killGroup(child.pid, 'SIGTERM');
      // A writer that is blocked on a full pipe is woken by its end, not by the signal.
      for (const output of outputs) if (output !== child.stderr) output.destroy();
      const patience = new AbortController();
      const outOfPatience = clock.sleep(KILL_AFTER_MS, patience.signal).then(
        () => killGroup(child.pid, 'SIGKILL'),
        () => {},
      );
      await exited;
      patience.abort();
      await outOfPatience;
      child.stderr?.destroy();
    },
  };
}

function whenGone(child: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => {
      if (child.pid === undefined) resolve({ code: 127, signal: null });
    });
  });
}

/** Signals every process of the child's group; one that is gone already is no error. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}
