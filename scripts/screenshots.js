#!/usr/bin/env node
// Takes the screenshots in docs/images: runs the built kiosk on drawn visitors, with a simulated
// month before, and opens its pages.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const SLOWEST_MS = 180_000;
/** Each page and what must be on it before it is taken; faces come and go, curves are drawn late. */
const PAGES = [
  { name: 'live', path: '', ready: '.face-card >> nth=1' },
  { name: 'history', path: 'history?preset=last-week', ready: '.chart-frame svg' },
  { name: 'faces', path: 'faces?preset=last-week', ready: '#face-table tbody tr' },
  { name: 'events', path: 'events', ready: 'tbody tr' },
  { name: 'system', path: 'system', ready: 'main h2' },
  { name: 'kiosk', path: 'kiosk', ready: '#screen[data-state="somebody"]' },
  { name: 'screens', path: 'screens', ready: '.preview-frame' },
  { name: 'model', path: 'system/model', ready: '.confusion' },
  { name: 'notice', path: 'notice', ready: 'svg' },
];
const VIEWS = [
  { name: 'desktop-light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'desktop-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
];

/** The screen for visitors, as it hangs. */
const SCREENS = [
  { name: 'kiosk-1080p', viewport: { width: 1920, height: 1080 } },
  { name: 'kiosk-portrait', viewport: { width: 1080, height: 1920 } },
];

/** Runs in the page: the camera's picture is a stream and never fires `load`. */
async function picturesCame() {
  const isMissing = (image) => image.naturalWidth === 0;
  while ([...globalThis.document.images].some(isMissing)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const images = join(root, 'docs/images');
const folder = mkdtempSync(join(tmpdir(), 'ekspresi-screenshots-'));
const config = join(folder, 'ekspresi.yaml');
writeFileSync(config, 'dashboard:\n  preview: video\nsynthetic:\n  seed: 4\n');
mkdirSync(images, { recursive: true });
const bench = [join(root, 'bench/run.js'), 'store/simulated-month', '--data', folder];
execFileSync(process.execPath, bench, { stdio: 'inherit' });

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
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  for (const { name, ...view } of VIEWS) {
    const context = await browser.newContext({ ...view, timezoneId: 'Asia/Jakarta' });
    const page = await context.newPage();
    page.setDefaultTimeout(SLOWEST_MS);
    for (const { name: file, path, ready } of PAGES) {
      await page.goto(`${url}/${path}`, { waitUntil: 'load' });
      await page.waitForSelector(ready);
      await page.evaluate('document.fonts.ready');
      await page.evaluate(picturesCame);
      await page.screenshot({ path: join(images, `${file}-${name}.png`) });
    }
    await context.close();
  }
  for (const { name, ...view } of SCREENS) {
    const page = await browser.newPage(view);
    page.setDefaultTimeout(SLOWEST_MS);
    await page.goto(`${url}/kiosk?mode=positive`, { waitUntil: 'load' });
    await page.waitForSelector('#screen[data-state="somebody"]');
    await page.waitForTimeout(2000);
    await page.screenshot({ path: join(images, `${name}.png`) });
    await page.close();
  }
  await browser.close();
} finally {
  kiosk.kill('SIGTERM');
  await new Promise((resolve) => kiosk.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
