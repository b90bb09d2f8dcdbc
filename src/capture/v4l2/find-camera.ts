import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { CameraFormat } from './camera-formats.js';
import type { FormatAnswer } from './list-formats.js';
import { isSameCamera, type UsbIdentity, usbIdentityOf } from './usb-identity.js';

const MAX_COMPLAINT_CHARACTERS = 400;

/** As a program ends its line; a device may be called anything. */
const FORBIDDEN = /: (?:Permission denied|Operation not permitted)(?:$|;)/i;
const BUSY = /: Device or resource busy(?:$|;)/i;
/** udev's names by path tell the receiver of a ribbon. */
const RIBBON_NAME = /\.csi-/;

interface FoundCamera {
  /** The steadiest name there is: by-id, then by-path, then the number. */
  readonly device: string;
  readonly formats: readonly CameraFormat[];
}

/**
 * Finds the first device that captures video. Numbers change when USB renumbers, so names
 * that udev makes from the camera's serial number or its port come first.
 * @throws EkspresiError SOURCE_MISSING, SOURCE_UNREADABLE, SOURCE_BUSY
 */
export async function findCamera(options: {
  listFormats: (device: string) => Promise<Pick<FormatAnswer, 'formats' | 'complaint' | 'role'>>;
  deviceFolder?: string;
  sysFolder?: string;
  /** Which camera is meant, by the USB device behind it; absent: any. */
  wanted?: UsbIdentity;
}): Promise<FoundCamera> {
  const { listFormats, deviceFolder = '/dev', sysFolder = '/sys/class/video4linux' } = options;
  const { wanted } = options;
  const asked = new Set<string>();
  const complaints: string[] = [];
  const ribbons: string[] = [];
  for (const device of await candidates(deviceFolder)) {
    const node = await realpath(device).catch(() => null);
    if (node === null || asked.has(node)) continue;
    asked.add(node);
    if (await isSecondaryNode(sysFolder, basename(node))) continue;
    if (wanted !== undefined) {
      const found = await usbIdentityOf(basename(node), sysFolder);
      if (!isSameCamera(wanted, found)) continue;
    }
    const { formats, complaint, role } = await listFormats(device);
    if (role === 'ribbon' || (role === 'camera' && RIBBON_NAME.test(device))) {
      ribbons.push(device);
      continue;
    }
    if (role === 'other') continue;
    if (formats.length > 0) return { device, formats };
    if (complaint !== null) complaints.push(`${device}: ${complaint}`);
  }
  if (complaints.length === 0 && ribbons.length > 0) {
    throw new EkspresiError('cameras-ribbon', { devices: ribbons.join(', ') });
  }
  throw notFound(wanted, asked.size, complaints);
}

/** Says what the devices that could not be asked answered: one of them may be the camera. */
function notFound(
  wanted: UsbIdentity | undefined,
  asked: number,
  complaints: readonly string[],
): EkspresiError {
  const complaint = complaints.join('; ').slice(0, MAX_COMPLAINT_CHARACTERS);
  if (complaints.length > 0) {
    if (FORBIDDEN.test(complaint)) return new EkspresiError('cameras-forbidden', { complaint });
    return new EkspresiError(BUSY.test(complaint) ? 'cameras-busy' : 'cameras-silent', {
      complaint,
    });
  }
  if (wanted !== undefined) {
    const { vendor, product, serial } = wanted;
    const identity = [vendor, product, ...(serial === null ? [] : [serial])].join(':');
    return new EkspresiError('camera-identity-missing', { identity });
  }
  return asked === 0
    ? new EkspresiError('no-camera', {})
    : new EkspresiError('no-capturing-device', { count: asked });
}

async function candidates(deviceFolder: string): Promise<readonly string[]> {
  const names = async (folder: string) => (await readdir(folder).catch(() => [])).sort();
  const byId = join(deviceFolder, 'v4l/by-id');
  const byPath = join(deviceFolder, 'v4l/by-path');
  const numbered = (await names(deviceFolder))
    .filter((name) => /^video\d+$/.test(name))
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  return [
    ...(await names(byId)).map((name) => join(byId, name)),
    ...(await names(byPath)).map((name) => join(byPath, name)),
    ...numbered.map((name) => join(deviceFolder, name)),
  ];
}

/** The kernel numbers the nodes of one camera; those after the first carry metadata. */
async function isSecondaryNode(sysFolder: string, node: string): Promise<boolean> {
  const index = await readFile(join(sysFolder, node, 'index'), 'utf8').catch(() => '0');
  return index.trim() !== '0';
}
