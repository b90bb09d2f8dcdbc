import { describe, expect, it } from 'vitest';
import { createRedactor, redactSource, redactText } from '../../src/capture/redact.js';

describe('redactText', () => {
  it.each([
    ['rtsp://user:pass@10.0.0.1:554/live', 'rtsp://10.0.0.1:554/live'],
    ['http://10.0.0.1/video?user=a&pwd=geheim', 'http://10.0.0.1/video?…'],
    ['from "rtsp://u:p@ss@host/x": 401', 'from "rtsp://host/x": 401'],
    ["opens 'rtsp://u:it's@host/x'", "opens 'rtsp://host/x'"],
    ['rtsp://host/live', 'rtsp://host/live'],
    [
      'rtsp://10.0.0.1:554/user=admin&password=x&channel=1&stream=0.sdp',
      'rtsp://10.0.0.1:554/user=…&password=…&channel=1&stream=0.sdp',
    ],
    [
      'rtsp://10.0.0.1/user=admin_password=tlJw_bo6_channel=1_stream=0.sdp?real_stream',
      'rtsp://10.0.0.1/user=…_password=…_channel=1_stream=0.sdp?…',
    ],
    ['rtsp://admin:abc#defgh@host/', 'rtsp://host/'],
    ['rtsp:/user:password@host', 'rtsp:/host'],
    ['user:password@host/x', '…@host/x'],
    ['http://host/a?user=me@mail.example&pwd=geheim', 'http://mail.example&pwd=…'],
    ['http://host/live#token=geheim', 'http://host/live#…'],
    ['opening http://host/a?b=c: Invalid data', 'opening http://host/a?…: Invalid data'],
    ['the password=geheim&more of 12:30', 'the password=… of 12:30'],
    ['file:///srv/a:b@c.mp4', 'file:///srv/a:b@c.mp4'],
    ['no address here, user@host', 'no address here, user@host'],
  ])('%s', (text, clean) => {
    expect(redactText(text)).toBe(clean);
  });
});

describe('createRedactor', () => {
  it('removes the password alone, decoded, and with a slash in it', () => {
    const redact = createRedactor('rtsp://admin:ge%2Fheim/x@host/live?token=abcdef');
    for (const text of [
      'auth failed for ge%2Fheim/x',
      'auth failed for ge/heim/x',
      'opening rtsp://admin:ge%2Fheim/x@host/live?token=abcdef',
      'token abcdef is wrong',
    ]) {
      expect(redact(text)).not.toMatch(/heim|abcdef/);
    }
  });

  it('leaves other text alone', () => {
    expect(createRedactor('rtsp://host/live')('Connection refused')).toBe('Connection refused');
  });
});

describe('redactSource', () => {
  it('knows where a source ends, whatever it holds', () => {
    expect(redactSource('rtsp://admin:my "pass" word@host/live')).toBe('rtsp://host/live');
    expect(redactSource('/srv/films/a:b@c.mp4')).toBe('/srv/films/a:b@c.mp4');
  });
});
