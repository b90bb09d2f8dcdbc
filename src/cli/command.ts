import type { Readable } from 'node:stream';

/** Where a command reads and writes; tests give their own. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Calls `listener` at each SIGHUP from now on; without a listener it ends the program. */
  onHangup(listener: () => void): void;
}

/** One subcommand; its name and summary stand in `commands.ts`. */
export interface Command {
  /** Shown by `--help`: usage, options, exit codes. */
  readonly help: string;
  /** Resolves with the exit code 0 or 1; usage errors are thrown as EkspresiError `USAGE`. */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
