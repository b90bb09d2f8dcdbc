#!/usr/bin/env node
// Takes the screenshots in docs/images: runs the built kiosk on drawn visitors and opens its pages.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const WATCH_MS = Number(process.env.WATCH_MS ?? 25_000);
const PAGES = ['', 'history', 'faces', 'events', 'system', 'kiosk', 'notice'];
const VIEWS = [
  { name: 'desktop-light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'desktop-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const images = join(root, 'docs/images');
const folder = mkdtempSync(join(tmpdir(), 'ekspresi-screenshots-'));
const config = join(folder, 'ekspresi.yaml');
writeFileSync(config, 'dashboard:\n  preview: video\nsynthetic:\n  seed: 4\n');
mkdirSync(images, { recursive: true });

const kiosk = spawn(
  process.execPath,
  [
    join(root, 'dist/cli/main.js'),
    ...['run', '--config', config, '--source', 'synthetic', '--port', '0', '--data', folder],
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
try {
  const url = await new Promise((resolve, reject) => {
    let text = '';
    kiosk.stderr.on('data', (data) => {
      text += data;
      const found = /the pages are at (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    kiosk.once('exit', () => reject(new Error(`the kiosk ended: ${text}`)));
  });
  await sleep(WATCH_MS);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  for (const { name, ...view } of VIEWS) {
    const context = await browser.newContext(view);
    const page = await context.newPage();
    for (const path of PAGES) {
      await page.goto(`${url}/${path}`, { waitUntil: 'load' });
      await page.waitForTimeout(4000);
      await page.screenshot({ path: join(images, `${path || 'live'}-${name}.png`) });
    }
    await context.close();
  }
  await browser.close();
} finally {
  kiosk.kill('SIGTERM');
  await new Promise((resolve) => kiosk.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
