import { describe, expect, it } from 'vitest';
import { withOverrides } from '../../../src/daemon/config/effective-config.js';
import { pageHost, salvageAddress } from '../../../src/daemon/config/page-address.js';
import { parseConfig } from '../../../src/daemon/config/parse-config.js';
import { needsSignIn } from '../../../src/daemon/services/pages.js';

function config(text: string) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.config;
}

it.each([
  ['camera', '0.0.0.0', true],
  ['/dev/v4l/by-id/usb-x', '0.0.0.0', true],
  ['046d:0825', '0.0.0.0', true],
  ['usb:046d:0825', '0.0.0.0', true],
  ['snapshot:/dev/video0', '0.0.0.0', true],
  ['rtsp://camera.lan/1', '0.0.0.0', true],
  ['synthetic', '127.0.0.1', false],
  ['film.mp4', '127.0.0.1', false],
])('%s is shown on %s by default; sign-in: %s', (source, host, signIn) => {
  const chosen = withOverrides(config(''), { source });
  expect(pageHost(chosen)).toBe(host);
  expect(needsSignIn(chosen)).toBe(signIn);
});

it('is what the configuration or the command line says, with a sign-in beyond this machine', () => {
  const local = config('dashboard: {host: 127.0.0.1}');
  expect([pageHost(local), needsSignIn(local)]).toEqual(['127.0.0.1', false]);
  const shown = withOverrides(local, { host: '::' });
  expect([pageHost(shown), needsSignIn(shown)]).toEqual(['::', true]);
});

it('wants both files of TLS or none', () => {
  expect(parseConfig('dashboard: {tlsCertPath: /etc/ekspresi/cert.pem}').ok).toBe(false);
  expect(
    parseConfig('dashboard: {tlsCertPath: /etc/ekspresi/cert.pem, tlsKeyPath: /etc/k.pem}').ok,
  ).toBe(true);
});

const fallback = { host: '127.0.0.1', port: 8080, allowedHosts: [] };

describe('salvageAddress', () => {
  it.each([
    ['dashboard:\n  host: 0.0.0.0\n  port: 81\nsorce: x\n', { host: '0.0.0.0', port: 81 }],
    ['dashboard:\n  port: 99999\n  host: "::"\n', { host: '::' }],
    ['dashboard:\n  allowedHosts: [foyer.museum, 7]\n', { allowedHosts: ['foyer.museum'] }],
    ['dashboard:\n  allowedHosts: foyer.museum\n', fallback],
    ['dashboard: {host: 12, port: "80"}', fallback],
    ['dashboard:\n  host: 0.0.0.0\n bad: [', { host: '0.0.0.0' }],
    ['- a\n- b', fallback],
    ['', fallback],
    ['a: &a [1]\nb: *a', fallback],
  ])('finds what can be told of %j', (text, address) => {
    expect(salvageAddress(text, fallback)).toEqual({ ...fallback, ...address });
  });
});
