import { expect, it } from 'vitest';
import { scrubLog, scrubSettings, scrubText } from '../../src/doctor/scrub.js';

const identity = { hostName: 'lobby-north', homeFolder: '/home/sari' };

it('leaves out credentials, addresses of the network, the host and the home folder', () => {
  const text =
    'rtsp://u:s3cret@10.0.0.7/live?token=t0k from 192.168.1.20 and fe80::1ff:fe23:4567:890a ' +
    'and 2001:db8:85a3:0:0:8a2e:370:7334 on lobby-north in /home/sari/data at 10:57:03 of 046d:0825';
  expect(scrubText(text, identity)).toBe(
    'rtsp://<address>/live?… from <address> and <address> and <address> ' +
      'on <host> in ~/data at 10:57:03 of 046d:0825',
  );
  expect(scrubText('http://127.0.0.1:8080 0.0.0.0', identity)).toBe(
    'http://127.0.0.1:8080 0.0.0.0',
  );
});

it('leaves out every line that speaks of a password', () => {
  const log =
    'starts\nfirst start: sign in as admin with the password Xy7-q and change it\n\nstops';
  expect(scrubLog(log, identity)).toEqual(['starts', 'stops']);
});

it('leaves out secret settings and the names of other machines, keeps the rest', () => {
  const settings = {
    source: 'rtsp://u:p4ssw0rd@camera.local/a',
    publish: { apiToken: 'abc', retryMs: 5, nested: [{ password: 'x', ok: true }] },
    dashboard: { allowedHosts: ['kiosk.example.org'], port: 8080, language: null },
  };
  expect(scrubSettings(settings, identity)).toEqual({
    source: 'rtsp://camera.local/a',
    publish: { apiToken: '…', retryMs: 5, nested: [{ password: '…', ok: true }] },
    dashboard: { allowedHosts: '…', port: 8080, language: null },
  });
});
