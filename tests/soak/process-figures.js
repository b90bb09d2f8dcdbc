import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Memory, handles and threads of a process, and the size of the write-ahead log. */
export function figuresOf(pid, dataDir) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const size = (name) => statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0;
  return {
    rssMiB: field('VmRSS') / 1024,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    threads: field('Threads'),
    walMiB: size('ekspresi.db-wal') / 2 ** 20,
    databaseMiB: size('ekspresi.db') / 2 ** 20,
  };
}

/** Processes that play a clip of the soak's folder: our camera. */
export function cameraPids(folder) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const program = readlinkSync(`/proc/${pid}/exe`);
        const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return program.includes('ffmpeg') && args.includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
