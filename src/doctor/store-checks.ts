import { statfs } from 'node:fs/promises';
import { EkspresiError } from '../core/errors.js';
import { checkHistory } from '../store/database/check-history.js';
import { prepareDataFolder } from '../store/database/data-folder.js';
import type { Verdict } from './check.js';

const WANTED_FREE_BYTES = 1024 ** 3;
const LEAST_FREE_BYTES = 100 * 1024 ** 2;

/** Makes the folder where it is missing, as the daemon would. */
export function checkData(dataDir: string): Verdict {
  prepareDataFolder(dataDir);
  return checkHistory(dataDir);
}

export async function checkDisk(dataDir: string): Promise<Verdict> {
  const { bavail, bsize } = await statfs(dataDir);
  const freeBytes = bavail * bsize;
  const gibibytes = (freeBytes / 1024 ** 3).toFixed(1);
  const shortage = new EkspresiError('disk-nearly-full', { gibibytes, folder: dataDir });
  if (freeBytes < LEAST_FREE_BYTES) throw shortage;
  const { message, remedy } = shortage;
  return freeBytes < WANTED_FREE_BYTES ? { warning: message, remedy } : message;
}
