#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node --max-semi-space-size=2 --heap-growing-percent=20
import { runCli } from './run-cli.js';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error(`told to stop by ${name}`)));
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` that closes its end wants no more lines.
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`ekspresi: the output cannot be written: ${error.message}\n`);
  process.exit(1);
});
// What nobody can read is no reason to stop working.
process.stderr.on('error', () => {});

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  signal: stop.signal,
  onHangup: (listener) => process.on('SIGHUP', listener),
});
