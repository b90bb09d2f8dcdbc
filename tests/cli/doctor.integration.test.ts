import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ekspresi } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('writes a support bundle for its owner alone, without credentials', async () => {
  const config = join(folder, 'ekspresi.yaml');
  writeFileSync(
    config,
    "source: 'rtsp://hans:s3cretword@127.0.0.1:9/live?token=t0kentext'\ndashboard:\n  port: 18111\n  allowedHosts: [kiosk.example.org]\n",
  );
  const file = join(folder, 'support.json');
  const args = ['--bundle', file, '--config', config, '--data', join(folder, 'data')];
  const { code, stdout, stderr } = await ekspresi('doctor', '--json', ...args);
  expect(code).toBe(1);
  expect(stderr).toContain(file);
  const text = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(text + stdout + stderr).not.toMatch(/s3cretword|t0kentext|hans/);
  expect(text).not.toContain('kiosk.example.org');
  const bundle = JSON.parse(text);
  expect(bundle).toMatchObject({
    settings: { source: 'rtsp://127.0.0.1:9/live?…', dashboard: { port: 18111 } },
    machine: { node: process.versions.node },
    health: null,
  });
  const camera = bundle.checks.find(({ name }: { name: string }) => name === 'camera');
  expect(camera).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

it('says where a bundle cannot be written', async () => {
  const { code, stderr } = await ekspresi(
    'doctor',
    '--bundle',
    '/proc/x',
    '--data',
    join(folder, 'b'),
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/OUTPUT_UNWRITABLE/);
});
