import { describe, expect, it } from 'vitest';
import { createSource, findSourceType, SOURCE_TYPES } from '../../src/capture/source-types.js';
import { systemClock } from '../../src/core/clock.js';
import { EkspresiError } from '../../src/core/errors.js';
import { silentLog } from '../../src/core/log.js';
import { SETTINGS } from './fixtures/source-settings.js';

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
    ['program:rpicam-vid -t 0 -o -', 'program'],
    ['visit.mp4', 'file'],
    ['12:30 visit.mp4', 'file'],
    ['./-odd:name.mp4', 'file'],
    ['file:///srv/visit.mp4', 'file'],
  ])('takes %s for a %s', (source, kind) => {
    expect(findSourceType(source).kind).toBe(kind);
    const made = createSource({ ...SETTINGS, source }, { clock: systemClock, log: silentLog });
    expect(made.traits.kind).toBe(kind);
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
    expect(() => findSourceType(source)).toThrow(/is not a source/);
    expect(() => findSourceType(source)).not.toThrow(/secret/);
    const make = () =>
      createSource({ ...SETTINGS, source }, { clock: systemClock, log: silentLog });
    expect(make).toThrow(EkspresiError);
  });

  it.each([
    'rtmp://admin:secret@10.0.0.1/live',
    'rtsp:/admin:secret@10.0.0.1/live',
    'rtsp//admin:secret@10.0.0.1/live',
    'rtsp:admin:secret@10.0.0.1',
    'admin:secret@10.0.0.1:554/stream1',
    'ftp://10.0.0.1/user=admin&password=secret&channel=1',
    'srt://10.0.0.1:9000?passphrase=secret',
    'udp://admin:it is secret@10.0.0.1',
    'RTMPS://admin:"secret"@10.0.0.1/live',
    'rtsp://admin:abc#secret@10.0.0.1/live',
    'rtsp://admin:secret/x@10.0.0.1/live',
    'rtsp://admin:12/secret@10.0.0.1/live',
    'rtsp://admin:secret word@10.0.0.1/live',
    'rtsp://admin:secret@10.0.0.1:port/live',
  ])('refuses %s without its secret', (source) => {
    const error = (() => {
      try {
        findSourceType(source);
        return null;
      } catch (reason) {
        return reason as EkspresiError;
      }
    })();
    expect(error).toBeInstanceOf(EkspresiError);
    expect(`${error?.message} ${error?.remedy}`).not.toContain('secret');
  });

  it.each([
    ['rtsp://admin:abc#defgh@10.0.0.1/live', '"#"', '%23'],
    ['rtsp://admin:12#34@10.0.0.1/live', '"#"', '%23'],
    ['rtsp://admin:ab/cd@10.0.0.1/live', '"/"', '%2F'],
    ['rtsp://admin:1234/5@10.0.0.1:554/live', '"/"', '%2F'],
    ['http://admin:ab?cd@camera.local/live', '"?"', '%3F'],
    ['http://admin:a b@camera.local/live', '" "', '%20'],
    ['http://camera.local/a\\b', '"\\"', '%5C'],
  ])('names what has to be encoded in %s', (source, character, encoded) => {
    expect(() => findSourceType(source)).toThrow(character);
    expect(findSourceType(`${source.slice(0, 4)}://h/`).problem?.(source)?.remedy).toBe(
      `Percent-encode it as ${encoded}.`,
    );
  });

  it.each([
    'rtsp://admin:p@ss@10.0.0.1/live',
    'rtsp://admin:p%23ss@[fe80::1]:554/live',
    'http://camera/video?user=a@b.example&pwd=x',
    'http://10.0.0.1:8080/cam@2/video',
    'rtsp://10.0.0.1:554/user=admin&password=x&channel=1&stream=0.sdp?real_stream',
    'https://kamera-depan.lan/a_b,c;d=1',
  ])('takes %s', (source) => {
    expect(findSourceType(source).kind).toBe('stream');
  });

  it('describes every kind: an example of its own, a text for the manual, one that matches', () => {
    for (const type of SOURCE_TYPES) {
      const first = (type.examples.split(', ')[0] as string).replace('…', 'host/');
      expect(findSourceType(first).kind).toBe(type.kind);
      expect(type.manual).not.toBe('');
    }
    expect(new Set(SOURCE_TYPES.map(({ kind }) => kind)).size).toBe(SOURCE_TYPES.length);
  });
});
