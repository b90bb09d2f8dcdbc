import { describe, expect, it } from 'vitest';
import { createRedactor, redactAddresses } from '../../src/capture/redact.js';

describe('redactAddresses', () => {
  it.each([
    ['rtsp://user:pass@10.0.0.1:554/live', 'rtsp://10.0.0.1:554/live'],
    ['http://10.0.0.1/video?user=a&pwd=geheim', 'http://10.0.0.1/video?…'],
    ['from "rtsp://u:p@ss@host/x": 401', 'from "rtsp://host/x": 401'],
    ["opens 'rtsp://u:it's@host/x'", "opens 'rtsp://host/x'"],
    ['rtsp://host/live', 'rtsp://host/live'],
    ['no address here, user@host', 'no address here, user@host'],
  ])('%s', (text, clean) => {
    expect(redactAddresses(text)).toBe(clean);
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
