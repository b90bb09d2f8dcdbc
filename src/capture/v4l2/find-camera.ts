import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EkspresiError, type ErrorCode } from '../../core/errors.js';
import type { CameraFormat } from './camera-formats.js';
import type { FormatAnswer } from './list-formats.js';
import { isSameCamera, type UsbIdentity, usbIdentityOf } from './usb-identity.js';

const MAX_COMPLAINT_CHARACTERS = 400;

const COMPLAINT_RULES: readonly { pattern: RegExp; code: ErrorCode; remedy: string }[] = [
  {
    pattern: /Permission denied|Operation not permitted/i,
    code: 'SOURCE_UNREADABLE',
    remedy: 'Put the service user into the group "video" (usermod -aG video USER).',
  },
  {
    pattern: /Device or resource busy/i,
    code: 'SOURCE_BUSY',
    remedy: 'Stop the other program; the camera is taken as soon as it is free.',
  },
];

export interface FoundCamera {
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
  listFormats: (device: string) => Promise<Pick<FormatAnswer, 'formats' | 'complaint'>>;
  deviceFolder?: string;
  sysFolder?: string;
  /** Which camera is meant, by the USB device behind it; absent: any. */
  wanted?: UsbIdentity;
}): Promise<FoundCamera> {
  const { listFormats, deviceFolder = '/dev', sysFolder = '/sys/class/video4linux' } = options;
  const { wanted } = options;
  const asked = new Set<string>();
  const complaints: string[] = [];
  for (const device of await candidates(deviceFolder)) {
    const node = await realpath(device).catch(() => null);
    if (node === null || asked.has(node)) continue;
    asked.add(node);
    if (await isSecondaryNode(sysFolder, basename(node))) continue;
    if (wanted !== undefined) {
      const found = await usbIdentityOf(basename(node), sysFolder);
      if (!isSameCamera(wanted, found)) continue;
    }
    const { formats, complaint } = await listFormats(device);
    if (formats.length > 0) return { device, formats };
    if (complaint !== null) complaints.push(`${device}: ${complaint}`);
  }
  throw notFound(wanted, asked.size, complaints);
}

/** Says what the devices that could not be asked answered: one of them may be the camera. */
function notFound(
  wanted: UsbIdentity | undefined,
  asked: number,
  complaints: readonly string[],
): EkspresiError {
  const said = complaints.join('; ').slice(0, MAX_COMPLAINT_CHARACTERS);
  if (complaints.length > 0) {
    const rule = COMPLAINT_RULES.find(({ pattern }) => pattern.test(said));
    return new EkspresiError(
      rule?.code ?? 'SOURCE_MISSING',
      `no camera answers (${said})`,
      rule?.remedy ?? 'Unplug the camera and plug it in again; it is picked up by itself.',
    );
  }
  if (wanted !== undefined) {
    const { vendor, product, serial } = wanted;
    const identity = [vendor, product, ...(serial === null ? [] : [serial])].join(':');
    return new EkspresiError(
      'SOURCE_MISSING',
      `no camera with the USB identity ${identity} is plugged in`,
      'Plug it in (it is picked up by itself), or take its identity from "lsusb -v".',
    );
  }
  return new EkspresiError(
    'SOURCE_MISSING',
    asked === 0
      ? 'no camera is plugged in (there is no /dev/video device)'
      : `none of the ${asked} video devices captures video`,
    'Plug a USB camera in; it is picked up by itself.',
  );
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
