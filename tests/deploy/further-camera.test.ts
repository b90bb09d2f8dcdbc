import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/core/package-root.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';

const deploy = join(packageRoot(), 'deploy');

describe('free-camera, which deploy/install --instance asks', () => {
  let folder: string;
  /** Two webcams, each with a second node for metadata; udev names them against their numbers. */
  beforeEach(() => {
    folder = temporaryFolder();
    for (const part of ['dev/v4l/by-id', 'etc', 'bin']) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    for (const n of [0, 1, 2, 3]) writeFileSync(join(folder, `dev/video${n}`), '');
    const name = (id: string, n: number) =>
      symlinkSync(`../../video${n}`, join(folder, 'dev/v4l/by-id', id));
    name('usb-B_Webcam-video-index0', 0);
    name('usb-A_Webcam-video-index0', 2);
    const answer = 'case "$2" in *video0 | *video2) echo "[0]: \'MJPG\'" ;; esac';
    writeFileSync(join(folder, 'bin/v4l2-ctl'), `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
  });
  const config = (name: string, source: string) =>
    writeFileSync(join(folder, 'etc', `${name}.yaml`), `source: ${source}\nstore: {}\n`);
  const freeCamera = () => {
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    const args = [join(folder, 'etc'), join(folder, 'dev')];
    const out = execFileSync(join(deploy, 'free-camera'), args, { env, encoding: 'utf8' });
    return out.trim().replace(join(folder, 'dev/'), '');
  };

  it('names the first in the order of `source: camera`', () => {
    expect(freeCamera()).toBe('v4l/by-id/usb-A_Webcam-video-index0');
  });

  it('leaves the first to a configuration that takes the first one found', () => {
    config('ekspresi', 'camera');
    expect(freeCamera()).toBe('v4l/by-id/usb-B_Webcam-video-index0');
  });

  it('knows a camera by whatever name it is read', () => {
    config('ekspresi', `"${join(folder, 'dev/video2')}" # the left one`);
    expect(freeCamera()).toBe('v4l/by-id/usb-B_Webcam-video-index0');
  });

  it('names nothing where all are taken', () => {
    config('ekspresi', 'camera');
    config('entrance', join(folder, 'dev/v4l/by-id/usb-B_Webcam-video-index0'));
    expect(freeCamera()).toBe('');
  });
});

describe('wait-for-page, before the browser of the screen', () => {
  const wait = (...args: string[]) => {
    const child = spawn(join(deploy, 'systemd/wait-for-page'), args);
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    return { child, ended: once(child, 'close').then(([code]) => ({ code, said })) };
  };

  it('waits for the port of the page, whichever it is', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const { child, ended } = wait(`http://127.0.0.1:${port}/kiosk?screen=hall`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(child.exitCode).toBeNull();
    const again = createServer((socket) => socket.end()).listen(port, '127.0.0.1');
    expect(await ended).toEqual({ code: 0, said: '' });
    again.close();
  });

  it('says so where nobody answers, and lets the browser start', async () => {
    const { ended } = wait('http://[::1]:9/kiosk', '1');
    const said = 'wait-for-page: nobody answers at ::1 port 9\n';
    expect(await ended).toEqual({ code: 0, said });
  });
});
