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
  const text = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free at ${dataDir}`;
  const remedy = 'Free some space, or move store.dataDir to a larger disk.';
  if (freeBytes < LEAST_FREE_BYTES) throw new EkspresiError('STORE_FULL', text, remedy);
  return freeBytes < WANTED_FREE_BYTES ? { warning: text, remedy } : text;
}
