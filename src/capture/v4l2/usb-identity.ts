import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Which camera is meant by `046d:0825` or `046d:0825:SERIAL`, with or without `usb:` before. */
export interface UsbIdentity {
  readonly vendor: string;
  readonly product: string;
  /** Null: any of this model. */
  readonly serial: string | null;
}

const WRITTEN = /^(?:usb:)?([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?$/i;
/** From the video node up to the device there is the interface, and little else. */
const MOST_LEVELS = 8;

/** Null where the text names no USB camera. */
export function parseUsbIdentity(source: string): UsbIdentity | null {
  const [, vendor, product, serial] = WRITTEN.exec(source) ?? [];
  if (vendor === undefined || product === undefined) return null;
  return {
    vendor: vendor.toLowerCase(),
    product: product.toLowerCase(),
    serial: serial ?? null,
  };
}

/** The identity of the USB device behind a video node such as `video0`; null when it is none. */
export async function usbIdentityOf(
  node: string,
  sysFolder = '/sys/class/video4linux',
): Promise<UsbIdentity | null> {
  let folder = await realpath(join(sysFolder, node, 'device')).catch(() => null);
  for (let level = 0; folder !== null && level < MOST_LEVELS; level++) {
    const vendor = await attribute(folder, 'idVendor');
    const product = await attribute(folder, 'idProduct');
    if (vendor !== null && product !== null) {
      return { vendor, product, serial: await attribute(folder, 'serial') };
    }
    folder = dirname(folder);
  }
  return null;
}

/** Whether `found` is a camera that `wanted` means. */
export function isSameCamera(wanted: UsbIdentity, found: UsbIdentity | null): boolean {
  return (
    found !== null &&
    wanted.vendor === found.vendor &&
    wanted.product === found.product &&
    (wanted.serial === null || wanted.serial === found.serial)
  );
}

async function attribute(folder: string, name: string): Promise<string | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => null);
  return text === null ? null : text.trim();
}
