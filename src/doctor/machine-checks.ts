import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { EkspresiError } from '../core/errors.js';
import { readTemperatureC } from '../daemon/services/heat.js';
import type { Verdict } from './check.js';

const run = promisify(execFile);
const TIMEOUT_MS = 5000;
/** No copy of this program is older: an earlier date is a clock that was never set. */
const EARLIEST_DATE_MS = Date.UTC(2026, 0, 1);
const WANTED_FREE_MIB = 200;
const WANTED_NODE = [20, 19] as const;

export function checkNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = WANTED_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) {
    return `Node ${process.versions.node}`;
  }
  const version = process.versions.node;
  throw new EkspresiError('node-too-old', { version, wanted: WANTED_NODE.join('.') });
}

export async function checkFfmpeg(path: string): Promise<string> {
  try {
    const { stdout } = await run(path, ['-version'], { timeout: TIMEOUT_MS });
    return stdout.split('\n', 1)[0]?.replace(/ Copyright.*/, '') ?? path;
  } catch (cause) {
    throw new EkspresiError('ffmpeg-broken', { path }, { cause });
  }
}

/** A port that is taken is right when our own daemon has it. */
export async function checkPort(host: string, port: number, isOurs: boolean): Promise<Verdict> {
  const code = await new Promise<string | null>((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
  if (code === null) return `${host}:${port} is free`;
  if (code === 'EADDRINUSE' && isOurs) return `ekspresi serves ${host}:${port}`;
  const kind = code === 'EADDRINUSE' ? 'port-check-in-use' : 'port-check-refused';
  throw new EkspresiError(kind, { host, port, reason: code });
}

/** A Pi has no clock of its own: rows written before the network is there get wrong times. */
export async function checkClock(): Promise<Verdict> {
  if (Date.now() < EARLIEST_DATE_MS) {
    throw new EkspresiError('clock-unset', { date: new Date().toISOString() });
  }
  try {
    const { stdout } = await run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
      timeout: TIMEOUT_MS,
    });
    if (stdout.trim() === 'yes') return 'set by the network';
  } catch {
    // Without systemd nobody can be asked.
  }
  return {
    warning: `${new Date().toISOString()}, not known to be set by the network`,
    remedy: 'Turn time synchronisation on (`timedatectl set-ntp true`).',
  };
}

/** Whether the box is so hot that fewer frames are analysed. `limitC` 0: nobody minds. */
export async function checkTemperature(limitC: number, folder?: string): Promise<Verdict> {
  const celsius = await readTemperatureC(folder);
  if (celsius === null) return 'not measured on this machine';
  const text = `${Math.round(celsius)} °C`;
  if (limitC === 0 || celsius < limitC) return text;
  return {
    warning: `${text}: fewer frames are analysed above ${limitC} °C`,
    remedy: 'Give the box air or a heat sink, or lower inference.classificationsPerSecond.',
  };
}

/** Whether the kernel is about to end programs for want of memory. */
export async function checkMemory(file = '/proc/meminfo'): Promise<Verdict> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const kib = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  if (kib === undefined) return 'not told by this machine';
  const freeMiB = Math.round(Number(kib) / 1024);
  if (freeMiB >= WANTED_FREE_MIB) return `${freeMiB} MiB available`;
  return {
    warning: `only ${freeMiB} MiB of memory are available`,
    remedy: 'Stop what else runs on this box (`ps aux --sort=-rss | head`).',
  };
}
