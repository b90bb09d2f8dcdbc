import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { EkspresiError } from '../../core/errors.js';
import { checkHistory } from '../../store/database/check-history.js';
import type { Verdict } from './check.js';

const WANTED_FREE_BYTES = 1024 ** 3;
const LEAST_FREE_BYTES = 100 * 1024 ** 2;

export async function checkData(dataDir: string): Promise<Verdict> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new EkspresiError(
      'STORE_UNWRITABLE',
      `${dataDir} cannot be written`,
      'Give the user that runs ekspresi a folder of its own (store.dataDir, --data).',
      { cause },
    );
  }
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
