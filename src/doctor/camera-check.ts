import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { sourceKind } from '../capture/source-kind.js';
import { deviceHolder } from '../capture/v4l2/device-access.js';
import { findCamera } from '../capture/v4l2/find-camera.js';
import { listFormats } from '../capture/v4l2/list-formats.js';
import { parseUsbIdentity } from '../capture/v4l2/usb-identity.js';
import { systemClock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import type { Config } from '../daemon/config/config-schema.js';
import type { Verdict } from './check.js';
import { checkStream } from './stream-check.js';

const ANSWER_WITHIN_MS = 10_000;

/** Looks for the camera, or for the port of a network camera; files and drawn visitors need none. */
export async function checkCamera(config: Config, signal: AbortSignal): Promise<Verdict> {
  const { source } = config;
  const kind = sourceKind(source);
  if (kind === 'stream') return checkStream(source);
  if (kind !== 'camera' && kind !== 'snapshot') return `the source is ${source}`;
  const named = /^(?:snapshot:)?(\/dev\/.+)$/.exec(source)?.[1];
  const wanted = parseUsbIdentity(source);
  const asking = {
    ffmpegPath: config.camera.ffmpegPath,
    clock: systemClock,
    answerWithinMs: ANSWER_WITHIN_MS,
    signal,
  };
  const ask = (device: string) => listFormats({ ...asking, device });
  const device =
    named ??
    (await findCamera({ listFormats: ask, ...(wanted === null ? {} : { wanted }) })).device;
  await checkAccess(device);
  const holder = await deviceHolder(device);
  const { formats, complaint } = await ask(device);
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
    throw new EkspresiError('SOURCE_MISSING', `${device} does not exist`, 'Plug the camera in.', {
      cause,
    });
  });
  await access(node, constants.R_OK | constants.W_OK).catch((cause: unknown) => {
    throw new EkspresiError(
      'SOURCE_UNREADABLE',
      `${device} may not be opened by this user`,
      'Add the user to the group video: `sudo usermod -aG video USER`, then sign in again.',
      { cause },
    );
  });
}
