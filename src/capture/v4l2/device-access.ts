import { constants } from 'node:fs';
import { access, readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import type { SourceSettings, SourceVerdict } from '../../core/frame-source.js';
import { findCamera } from './find-camera.js';
import { listFormats } from './list-formats.js';
import { parseUsbIdentity } from './usb-identity.js';

/** The doctor has more patience than a starting camera. */
const ANSWER_WITHIN_MS = 10_000;

/** Looks whether the camera that `source` means is there, may be opened, and answers. */
export async function checkDevice(
  { source, ffmpegPath }: SourceSettings,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<SourceVerdict> {
  const named = /^(?:snapshot:)?(\/dev\/.+)$/.exec(source)?.[1];
  const wanted = parseUsbIdentity(source);
  const asking = { ffmpegPath, clock, answerWithinMs: ANSWER_WITHIN_MS, signal };
  const ask = (device: string) => listFormats({ ...asking, device });
  const device =
    named ??
    (await findCamera({ listFormats: ask, ...(wanted === null ? {} : { wanted }) })).device;
  await checkAccess(device);
  const holder = await deviceHolder(device);
  const { formats, complaint, role } = await ask(device);
  if (role === 'other') {
    return {
      warning: `${device} is no camera: it is a codec, a picture processor or metadata`,
      remedy: 'Name a camera as source, or "camera" to have one found.',
    };
  }
  if (role === 'ribbon') {
    const { remedy } = new EkspresiError('cameras-ribbon', { devices: device });
    return { warning: `${device} is a ribbon camera, which only libcamera reads`, remedy };
  }
  const names = formats.map(({ name }) => name ?? '?').join(', ');
  const text = `${device} (${names || 'formats unknown'})`;
  if (complaint !== null && holder === null) {
    return {
      warning: `${device} does not say what it offers (${complaint})`,
      remedy: 'Unplug it and plug it in again, or name another device as source.',
    };
  }
  if (holder === null) return text;
  if (holder.startsWith('ffmpeg')) return `${text}, in use by ${holder}`;
  return {
    warning: `${text} is held by ${holder}`,
    remedy: 'Close that program: a camera has one reader.',
  };
}

async function checkAccess(device: string): Promise<void> {
  const node = await realpath(device).catch((cause: unknown) => {
    throw new EkspresiError('device-missing', { device }, { cause });
  });
  await access(node, constants.R_OK | constants.W_OK).catch((cause: unknown) => {
    throw new EkspresiError('device-forbidden', { device }, { cause });
  });
}

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
