import { describe, expect, it } from 'vitest';
import { salvageAddress } from '../../../src/daemon/config/salvage-address.js';

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
