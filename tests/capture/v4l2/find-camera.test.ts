import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrivateFolder } from '../../../src/capture/snapshot/take-shot.js';
import { deviceHolder } from '../../../src/capture/v4l2/device-access.js';
import { findCamera } from '../../../src/capture/v4l2/find-camera.js';
import { parseUsbIdentity, type UsbIdentity } from '../../../src/capture/v4l2/usb-identity.js';

const FORMATS = {
  formats: [{ name: 'mjpeg', sizes: [], anySize: true }],
  complaint: null,
  role: 'camera',
} as const;
const NONE = { formats: [], complaint: null, role: 'camera' } as const;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ekspresi-dev-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Makes a device folder and a sys folder; `link` names are by-id or by-path links. */
function machine(nodes: Record<string, { index?: number; byId?: string; byPath?: string }>) {
  const deviceFolder = join(root, 'dev');
  const sysFolder = join(root, 'sys');
  mkdirSync(join(deviceFolder, 'v4l/by-id'), { recursive: true });
  mkdirSync(join(deviceFolder, 'v4l/by-path'), { recursive: true });
  for (const [name, { index = 0, byId, byPath }] of Object.entries(nodes)) {
    writeFileSync(join(deviceFolder, name), '');
    mkdirSync(join(sysFolder, name), { recursive: true });
    writeFileSync(join(sysFolder, name, 'index'), `${index}\n`);
    if (byId) symlinkSync(join(deviceFolder, name), join(deviceFolder, 'v4l/by-id', byId));
    if (byPath) symlinkSync(join(deviceFolder, name), join(deviceFolder, 'v4l/by-path', byPath));
  }
  const asked: string[] = [];
  const find = (captures: (device: string) => boolean = () => true) =>
    findCamera({
      ...{ deviceFolder, sysFolder },
      listFormats: async (device) => {
        asked.push(device.slice(deviceFolder.length + 1));
        return captures(device) ? FORMATS : NONE;
      },
    }).then(({ device }) => device.slice(deviceFolder.length + 1));
  return { find, asked };
}

describe('findCamera by USB identity', () => {
  /** Two alike cameras, told apart by their serials, and one of another make. */
  function usbMachine() {
    const deviceFolder = join(root, 'dev');
    const sysFolder = join(root, 'class');
    const cameras = [
      { node: 'video0', vendor: '046d', product: '0825', serial: 'A1' },
      { node: 'video2', vendor: '046d', product: '0825', serial: 'B2' },
      { node: 'video4', vendor: '0c45', product: '6366', serial: null },
    ];
    mkdirSync(deviceFolder, { recursive: true });
    for (const { node, vendor, product, serial } of cameras) {
      const usb = join(root, 'devices', node);
      mkdirSync(join(usb, '1-1:1.0'), { recursive: true });
      mkdirSync(join(sysFolder, node), { recursive: true });
      writeFileSync(join(usb, 'idVendor'), `${vendor}\n`);
      writeFileSync(join(usb, 'idProduct'), `${product}\n`);
      if (serial !== null) writeFileSync(join(usb, 'serial'), `${serial}\n`);
      symlinkSync(join(usb, '1-1:1.0'), join(sysFolder, node, 'device'));
      writeFileSync(join(deviceFolder, node), '');
    }
    return (source: string) =>
      findCamera({
        ...{ deviceFolder, sysFolder, listFormats: async () => FORMATS },
        wanted: parseUsbIdentity(source) as UsbIdentity,
      }).then(({ device }) => device.slice(deviceFolder.length + 1));
  }

  it('finds the camera under whatever number it has', async () => {
    const find = usbMachine();
    expect(await find('046D:0825')).toBe('video0');
    expect(await find('usb:046d:0825:B2')).toBe('video2');
    expect(await find('0c45:6366')).toBe('video4');
    await expect(find('046d:0825:C3')).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
      message: expect.stringContaining('046d:0825:C3'),
    });
    await expect(find('0c45:6366:X')).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });

  it('takes nothing else for an identity', () => {
    for (const text of ['camera', '/dev/video0', '46d:825', 'http://046d:0825', '046d:0825:']) {
      expect(parseUsbIdentity(text), text).toBeNull();
    }
  });
});

describe('findCamera', () => {
  it('prefers by-id, then by-path, then the lowest number', async () => {
    const { find } = machine({
      video0: {},
      video2: { byPath: 'pci-0-usb-1-index0' },
      video4: { byId: 'usb-cam-index0', byPath: 'pci-0-usb-2-index0' },
    });
    expect(await find()).toBe('v4l/by-id/usb-cam-index0');
    expect(await find((device) => !device.includes('by-id'))).toBe(
      'v4l/by-path/pci-0-usb-1-index0',
    );
    expect(await find((device) => !device.includes('v4l'))).toBe('video0');
  });

  it('sorts numbers as numbers', async () => {
    expect(await machine({ video10: {}, video9: {} }).find()).toBe('video9');
  });

  it('does not even ask the metadata node, nor one device twice', async () => {
    const { find, asked } = machine({
      video0: { index: 1, byId: 'usb-cam-index1' },
      video1: { byId: 'usb-cam-index0' },
    });
    await expect(find(() => false)).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    expect(asked).toEqual(['v4l/by-id/usb-cam-index0']);
  });

  it.each([
    [
      'v4l2-ctl: exit code 1: Cannot open device /dev/video0, exiting.',
      'SOURCE_MISSING',
      'plug it in again',
    ],
    ['ffmpeg: exit code 1: /dev/video0: Permission denied', 'SOURCE_UNREADABLE', 'group "video"'],
    ['ffmpeg: exit code 1: ioctl: Device or resource busy', 'SOURCE_BUSY', 'Stop the other'],
  ])('tells the operator what a device answered: %s', async (complaint, code, remedy) => {
    machine({ video0: {}, video2: {} });
    const listFormats = async (device: string) =>
      device.endsWith('video0') ? { ...NONE, complaint } : NONE;
    const folders = { deviceFolder: join(root, 'dev'), sysFolder: join(root, 'sys') };
    await expect(findCamera({ ...folders, listFormats })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`video0: ${complaint}`),
      remedy: expect.stringContaining(remedy),
    });
  });

  it('says that no camera is there, and passes over a dangling link', async () => {
    await expect(machine({}).find()).rejects.toThrow('no camera is plugged in');
    symlinkSync(join(root, 'dev/video7'), join(root, 'dev/v4l/by-id/usb-gone-index0'));
    const deviceFolder = join(root, 'dev');
    const listFormats = async () => FORMATS;
    await expect(findCamera({ deviceFolder, listFormats })).rejects.toThrow('no camera');
  });
});

describe('findCamera on a Raspberry Pi', () => {
  const codec = { ...FORMATS, role: 'other' } as const;
  const ribbon = { ...FORMATS, role: 'ribbon' } as const;
  const folders = () => ({ deviceFolder: join(root, 'dev'), sysFolder: join(root, 'sys') });

  it('passes over codecs and picture processors, and takes the USB camera', async () => {
    machine({ video0: { byPath: 'platform-bcm2835-codec-video-index0' }, video10: {}, video4: {} });
    const listFormats = async (device: string) => (device.endsWith('video4') ? FORMATS : codec);
    const { device } = await findCamera({ ...folders(), listFormats });
    expect(device).toBe(join(root, 'dev/video4'));
    await expect(
      findCamera({ ...folders(), listFormats: async () => codec }),
    ).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
      message: expect.stringContaining('none of'),
    });
  });

  it('says what reads a ribbon camera, told by its driver or by its path', async () => {
    machine({ video0: { byPath: 'platform-fe801000.csi-video-index0' }, video10: {} });
    for (const answer of [ribbon, FORMATS]) {
      const listFormats = async (device: string) => (device.endsWith('video10') ? codec : answer);
      await expect(findCamera({ ...folders(), listFormats })).rejects.toMatchObject({
        code: 'SOURCE_MISSING',
        message: expect.stringContaining('ribbon camera'),
        remedy: expect.stringContaining('program:rpicam-vid'),
      });
    }
  });
});

describe('deviceHolder', () => {
  it('names the program that holds a device open', async () => {
    const device = join(root, 'video0');
    writeFileSync(device, '');
    const proc = join(root, 'proc');
    mkdirSync(join(proc, '4711/fd'), { recursive: true });
    mkdirSync(join(proc, 'self'));
    symlinkSync(device, join(proc, '4711/fd/5'));
    writeFileSync(join(proc, '4711/comm'), 'cheese\n');
    expect(await deviceHolder(device, proc)).toBe('cheese (pid 4711)');
    expect(await deviceHolder('/dev/null-but-other', proc)).toBeNull();
  });
});

describe('makePrivateFolder', () => {
  it('removes what a killed process left behind, and keeps what is in use', async () => {
    const dead = join(root, 'ekspresi-snapshot-99999999-abc');
    const alive = join(root, `ekspresi-snapshot-${process.pid}-abc`);
    mkdirSync(dead);
    writeFileSync(join(dead, 'shot.jpg'), 'x');
    mkdirSync(alive);
    const made = await makePrivateFolder(root);
    const { existsSync, statSync } = await import('node:fs');
    expect(existsSync(dead)).toBe(false);
    expect(existsSync(alive)).toBe(true);
    expect(statSync(made).mode & 0o777).toBe(0o700);
  });
});
