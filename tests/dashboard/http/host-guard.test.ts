import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/daemon/config/parse-config.js';
import { trustedProxyProblem } from '../../../src/dashboard/http/client-address.js';
import { allowedHostProblem, nameCheck } from '../../../src/dashboard/http/host-guard.js';

it.each([
  ['kiosk', null],
  ['Foyer.Museum.example', null],
  ['*.example.org', null],
  ['https://kiosk.example.org/', 'write kiosk.example.org'],
  ['kiosk.example.org:8443', 'write kiosk.example.org'],
  ['kiosk.example.org/kiosk', 'write kiosk.example.org'],
  ['http://*.example.org:80', 'write *.example.org'],
  ['*', 'is not a name'],
  ['kiosk.*.org', 'is not a name'],
  ['two words', 'is not a name'],
])('dashboard.allowedHosts: %s', (entry, problem) => {
  const told = allowedHostProblem(entry);
  if (problem === null) expect(told).toBeNull();
  else expect(told).toContain(problem);
  const parsed = parseConfig(`dashboard: { allowedHosts: ['${entry}'] }`);
  expect(parsed.ok).toBe(problem === null);
});

it('a star stands for every name below, not for the name itself nor for another ending', () => {
  const isAllowed = nameCheck(['*.Example.org', 'kiosk.lan']);
  expect(isAllowed('a.example.org')).toBe(true);
  expect(isAllowed('a.b.example.org')).toBe(true);
  expect(isAllowed('kiosk.lan')).toBe(true);
  for (const name of ['example.org', 'evilexample.org', 'a.example.org.evil', 'x.kiosk.lan']) {
    expect([name, isAllowed(name)]).toEqual([name, false]);
  }
});

it.each([
  ['127.0.0.1', true],
  ['192.168.1.0/24', true],
  ['fd00::/8', true],
  ['192.168.1.0/33', false],
  ['proxy.lan', false],
  ['10.0.0.0/8/8', false],
])('dashboard.trustedProxies: %s', (entry, isRight) => {
  expect(trustedProxyProblem(entry) === null).toBe(isRight);
});
