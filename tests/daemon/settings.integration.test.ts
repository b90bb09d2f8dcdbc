import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Kiosk, startKiosk, waitFor } from './fixtures/start-kiosk.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-settings-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = `# The hall.
source: synthetic
store:
  rawDays: 14 # agreed
dashboard:
  signIn: always
  preview: boxes
`;

/** A signed-in administrator of a fresh kiosk. */
async function administrator(kiosk: Kiosk) {
  const password = await waitFor(
    () => /sign in as admin with the password (\S+)/.exec(kiosk.stderr())?.[1],
    kiosk.stderr,
  );
  let cookie = '';
  let { url } = kiosk;
  const post = (path: string, form: Record<string, string>) =>
    fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
      headers: { 'sec-fetch-site': 'same-origin', cookie },
    });
  const signedIn = await post('/login', { name: 'admin', password });
  cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const get = (path: string) => fetch(url + path, { headers: { cookie } });
  /** A reload takes another free port. */
  const follow = async (times: number) => {
    url = await waitFor(() => [...kiosk.stderr().matchAll(/pages are at (\S+)/g)][times]?.[1]);
  };
  const rawDays = async () =>
    Number(/name="rawDays"[^>]*value="([^"]*)"/.exec(await (await get('/settings')).text())?.[1]);
  return { post, get, follow, rawDays };
}

it('keeps the page’s changes in the overlay, and they hold at once', async () => {
  const config = join(folder, 'ekspresi.yaml');
  writeFileSync(config, TEXT);
  const dataDir = join(folder, 'data');
  const kiosk = await startKiosk(children, dataDir, ['--config', config]);
  const { post, get, follow, rawDays } = await administrator(kiosk);

  const everywhere = {
    'mask-0-x': '0',
    'mask-0-y': '0',
    'mask-0-width': '100',
    'mask-0-height': '100',
  };
  expect((await post('/settings/masks', everywhere)).status).toBe(303);
  expect((await post('/settings/retention', { rawDays: '7', sure: 'yes' })).status).toBe(303);
  expect(readFileSync(config, 'utf8')).toBe(TEXT);
  const overlay = parse(readFileSync(join(dataDir, 'page-settings.yaml'), 'utf8'));
  expect(overlay).toEqual({
    masks: { value: [{ x: 0, y: 0, width: 1, height: 1 }], insteadOf: [] },
    rawDays: { value: 7, insteadOf: 14 },
  });
  const still = await get('/settings/still.jpeg');
  expect(new Uint8Array(await still.arrayBuffer()).subarray(0, 2)).toEqual(
    new Uint8Array([0xff, 0xd8]),
  );
  // The worker hears of the mask in its first seconds, before or after it is ready.
  await waitFor(async () => {
    const { frames } = (await (await get('/healthz')).json()) as { frames: { analysed: number } };
    return frames.analysed > 30 ? true : undefined;
  }, kiosk.stderr);
  expect(await (await get('/')).text()).not.toContain('class="face-mark');

  // Somebody else's change, and a reload.
  writeFileSync(config, TEXT.replace('14', '21'));
  kiosk.child.kill('SIGHUP');
  await follow(1);
  expect(await rawDays()).toBe(21);

  // The camera is opened anew for its picture.
  expect((await get('/preview.jpeg')).status).toBe(404);
  expect((await post('/settings/preferences', { preview: 'video' })).status).toBe(200);
  await follow(2);
  await waitFor(async () => ((await get('/preview.jpeg')).status === 200 ? true : undefined));

  // What is open ends when the picture is turned off, and the picture is gone.
  const watched = (await get('/preview.mjpeg')).text();
  expect((await post('/settings/preferences', { preview: 'boxes' })).status).toBe(303);
  expect(await watched).toContain('Content-Type: image/jpeg');
  expect((await get('/preview.jpeg')).status).toBe(404);
});

/** As systemd has it: the service may read the file, not write it. */
it('serves the service in the same way, which may not write the file', async () => {
  const etc = join(folder, 'etc');
  const dataDir = join(folder, 'closed');
  const config = join(etc, 'ekspresi.yaml');
  mkdirSync(etc);
  mkdirSync(dataDir);
  writeFileSync(config, TEXT, { mode: 0o444 });
  chmodSync(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  const nobody = { uid: 65_534, gid: 65_534 };
  if (isRoot) chownSync(dataDir, nobody.uid, nobody.gid);
  else chmodSync(etc, 0o555);
  const user = isRoot ? nobody : undefined;
  const kiosk = await startKiosk(children, dataDir, ['--config', config], user);
  const { post, get, follow, rawDays } = await administrator(kiosk);

  const saved = await post('/settings/retention', { rawDays: '7', sure: 'yes' });
  expect(saved.status).toBe(303);
  const page = await get(saved.headers.get('location') ?? '');
  expect(await page.text()).toContain(`is written to ${join(dataDir, 'page-settings.yaml')}`);
  expect(readFileSync(config, 'utf8')).toBe(TEXT);
  expect(readFileSync(join(dataDir, 'page-settings.yaml'), 'utf8')).toContain('insteadOf: 14');

  kiosk.child.kill('SIGHUP');
  await follow(1);
  expect(await rawDays()).toBe(7);

  chmodSync(etc, 0o755);
  chmodSync(config, 0o644);
  writeFileSync(config, TEXT.replace('14', '21'));
  kiosk.child.kill('SIGHUP');
  await follow(2);
  expect(await rawDays()).toBe(21);
});
