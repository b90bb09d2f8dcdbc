import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Who holds a device open, as `command (pid 123)`; null when /proc does not tell, which it
 * does only for processes of the same user, or to root.
 */
export async function deviceHolder(device: string, procFolder = '/proc'): Promise<string | null> {
  const node = await realpath(device).catch(() => device);
  const processes = (await readdir(procFolder).catch(() => [])).filter((name) =>
    /^\d+$/.test(name),
  );
  for (const pid of processes) {
    if (!(await holds(join(procFolder, pid, 'fd'), node))) continue;
    const command = await readFile(join(procFolder, pid, 'comm'), 'utf8').catch(() => '?');
    return `${command.trim()} (pid ${pid})`;
  }
  return null;
}

async function holds(fdFolder: string, node: string): Promise<boolean> {
  for (const fd of await readdir(fdFolder).catch(() => [])) {
    if ((await readlink(join(fdFolder, fd)).catch(() => null)) === node) return true;
  }
  return false;
}
