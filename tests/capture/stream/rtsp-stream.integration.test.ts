import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capture } from '../fixtures/capture-source.js';
import { ffmpeg } from '../fixtures/make-media.js';
import { startRtspCamera } from '../fixtures/rtsp-camera.js';

let folder: string;
let film: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-rtsp-'));
  film = join(folder, 'film.mp4');
  ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=2', '-g', '5', '-bf', '0'],
    ...['-pix_fmt', 'yuv420p', film],
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(transports: readonly ('tcp' | 'udp')[], settings = {}) {
  const camera = await startRtspCamera({ folder, film, transports });
  try {
    const result = await capture({ source: camera.address, ...settings }, 3, 40_000);
    return { ...result, setups: camera.heard.filter((line) => line.startsWith('SETUP')) };
  } finally {
    camera.close();
  }
}

describe('RTSP', () => {
  it('comes over TCP where the camera offers it', async () => {
    const { frames, error, setups } = await read(['tcp', 'udp']);
    expect(error).toBeNull();
    expect(frames[0]).toMatchObject({ width: 320, height: 240 });
    expect(setups).toEqual([expect.stringContaining('TCP')]);
  });

  it('comes over UDP where the camera has nothing else', async () => {
    const { frames, error, setups } = await read(['udp']);
    expect(error).toBeNull();
    expect(frames).toHaveLength(3);
    expect(setups.at(-1)).not.toContain('TCP');
  });

  it('keeps to the transport of the setting, and names the refusal', async () => {
    const { error, setups } = await read(['udp'], { rtspTransport: 'tcp' });
    expect(setups).toEqual([expect.stringContaining('TCP')]);
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });
});
