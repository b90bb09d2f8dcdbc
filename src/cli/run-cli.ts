import { describeError, EkspresiError } from '../core/errors.js';
import type { CommandIo } from './command.js';
import { COMMANDS } from './commands.js';
import { isJournal, journalPrefix } from './journal.js';
import { programVersion } from './version.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs the subcommand that `argv` names; resolves with the exit code and never rejects. */
export async function runCli(argv: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...args] = argv;
  try {
    if (name === '--version' || name === '-V' || name === 'version') {
      io.stdout.write(`${programVersion()}\n`);
      return 0;
    }
    if (name === '--help' || name === '-h' || name === 'help') {
      io.stdout.write(overview());
      return 0;
    }
    if (name === undefined) {
      io.stderr.write(overview());
      return EXIT_USAGE;
    }
    const entry = COMMANDS.find((candidate) => candidate.name === name);
    if (entry === undefined) {
      throw new EkspresiError('command-unknown', { name });
    }
    const { command } = await entry.load();
    const end = args.indexOf('--');
    const options = end < 0 ? args : args.slice(0, end);
    if (options.includes('--help') || options.includes('-h')) {
      io.stdout.write(command.help);
      return 0;
    }
    return await command.run(args, io);
  } catch (error) {
    if (io.signal.aborted && error === io.signal.reason) return EXIT_FAILED;
    const prefix = isJournal(io.environment) ? journalPrefix('error') : '';
    io.stderr.write(`${prefix}ekspresi: ${describeError(error)}\n`);
    if (!(error instanceof EkspresiError) && io.environment.EKSPRESI_DEBUG === '1') {
      io.stderr.write(`${(error as Error).stack}\n`);
    }
    return error instanceof EkspresiError && error.code === 'USAGE' ? EXIT_USAGE : EXIT_FAILED;
  }
}

function overview(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'ekspresi: measures facial expressions with a webcam; no picture leaves the box.',
    '',
    'Usage: ekspresi <command> [options]   (`ekspresi <command> --help` lists them)',
    '',
    ...rows,
    '',
  ].join('\n');
}
