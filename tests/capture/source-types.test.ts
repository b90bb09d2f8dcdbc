import { describe, expect, it } from 'vitest';
import { sourceKind } from '../../src/capture/source-kind.js';
import type { SourceSettings } from '../../src/capture/source-settings.js';
import { createSource } from '../../src/capture/source-types.js';
import { systemClock } from '../../src/core/clock.js';
import { EkspresiError } from '../../src/core/errors.js';
import { silentLog } from '../../src/core/log.js';

const SETTINGS: SourceSettings = {
  source: 'camera',
  widthPx: 640,
  heightPx: 480,
  framesPerSecond: 15,
  pixelFormat: 'auto',
  ffmpegPath: 'ffmpeg',
  answerWithinMs: 5000,
  wantPreview: false,
  seed: 1,
  people: 1,
};

describe('createSource', () => {
  it.each([
    ['camera', 'camera'],
    ['/dev/video3', 'camera'],
    ['/dev/v4l/by-id/usb-046d_C920-video-index0', 'camera'],
    ['synthetic', 'synthetic'],
    ['snapshot', 'snapshot'],
    ['snapshot:/dev/video1', 'snapshot'],
    ['rtsp://u:p@host/live', 'stream'],
    ['HTTP://host/x', 'stream'],
    ['visit.mp4', 'file'],
    ['./-odd:name.mp4', 'file'],
    ['file:///srv/visit.mp4', 'file'],
  ])('takes %s for a %s', (source, kind) => {
    expect(sourceKind(source)).toBe(kind);
    const made = createSource({ ...SETTINGS, source }, { clock: systemClock, log: silentLog });
    expect(made.kind).toBe(kind);
    expect(made.name).not.toContain('u:p');
  });

  it.each(
    // The last three: `file://` with two slashes names a host, and a name cannot hold a slash.
    [
      '',
      'ftp://u:secret@host/x',
      'concat://a|b',
      'udp://239.0.0.1:1234',
      'file://visit.mp4',
      'file:///a%2Fb',
      'FILE://host/a',
    ],
  )('refuses "%s"', (source) => {
    expect(() => sourceKind(source)).toThrow(/is not a source/);
    expect(() => sourceKind(source)).not.toThrow(/secret/);
    const make = () =>
      createSource({ ...SETTINGS, source }, { clock: systemClock, log: silentLog });
    expect(make).toThrow(EkspresiError);
  });
});
