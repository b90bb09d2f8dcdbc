import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { findProgram } from '../process/find-program.js';

/**
 * node-webcam gives no hold on the program it starts, so `timeout` (coreutils) bounds it: a
 * frozen camera, or our own death, leaves nothing behind for longer than this.
 */
const BOUNDED_FSWEBCAM = 'timeout -k 2 15 fswebcam';
const PREFIX = 'ekspresi-snapshot-';
const JPEG_QUALITY = 92;
/** The first pictures of a webcam are dark until its exposure has settled. */
const SKIPPED_FRAMES = 3;

export interface ShotOptions {
  /** A plain device node (`/dev/video0`): node-webcam puts it into a shell command as it is. */
  readonly device: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the JPEG is written. */
  readonly path: string;
}

/**
 * Takes one picture with node-webcam (fswebcam) into `path`. The caller removes the file.
 * @throws EkspresiError SOURCE_UNREADABLE
 */
export async function takeShot(options: ShotOptions): Promise<void> {
  const { device, widthPx, heightPx, path } = options;
  if (findProgram('fswebcam') === null) {
    throw new EkspresiError('snapshot-program-missing', {});
  }
  if (!/^\/dev\/[A-Za-z0-9_]+$/.test(device)) {
    throw new EkspresiError('snapshot-device-invalid', { device });
  }
  // Loaded where it is used: every command reads the list of sources.
  const { default: NodeWebcam } = await import('node-webcam');
  const webcam = NodeWebcam.create({
    ...{ width: widthPx, height: heightPx, quality: JPEG_QUALITY, output: 'jpeg', device },
    ...{ skip: SKIPPED_FRAMES, saveShots: false, callbackReturn: 'location', verbose: false },
  });
  webcam.bin = BOUNDED_FSWEBCAM;
  await rm(path, { force: true });
  const error = await new Promise<Error | null>((resolve) => {
    webcam.capture(path, (reason) => resolve(reason));
  });
  // fswebcam exits 0 after most failures; only the picture proves that there is one.
  const size = await readFile(path).then(
    (bytes) => bytes.length,
    () => 0,
  );
  if (error === null && size > 0) return;
  const reason = error === null ? 'fswebcam gave no picture' : lastLine(error.message);
  throw new EkspresiError('snapshot-failed', { device, reason }, { cause: error });
}

function lastLine(message: string): string {
  // fswebcam colours what it prints.
  const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
  return message.replace(colour, '').trim().split('\n').at(-1) ?? '';
}

/**
 * Makes a folder for one program's pictures that only we can read: in memory (tmpfs) where
 * the machine has it. First removes what a process that was killed left behind, so that no
 * picture persists.
 */
export async function makePrivateFolder(
  parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir(),
): Promise<string> {
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      // One of another user is not ours to remove.
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
    }
  }
  return mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
}
