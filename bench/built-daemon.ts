import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../src/core/package-root.js';

/** Starts the built daemon on `source`, pages on a free port of this machine. */
export function startDaemon(source: string, dataDir: string): ChildProcess {
  const command = join(packageRoot(), 'dist/cli/main.js');
  const options = ['--source', source, '--host', '127.0.0.1', '--port', '0', '--data', dataDir];
  return spawn(command, ['run', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The address that the daemon says its pages are at. */
export function pagesOf(daemon: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk;
      const url = /the pages are at (http\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    daemon.stdout?.on('data', hear);
    daemon.stderr?.on('data', hear);
    daemon.once('error', reject);
    daemon.once('exit', () => reject(new Error(`the daemon ended: ${said.slice(-500)}`)));
  });
}

/** Ends the daemon and waits for it. */
export async function stopped(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null) return;
  const exit = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  await exit;
}
