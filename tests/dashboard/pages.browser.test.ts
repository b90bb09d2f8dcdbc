import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import { openAccounts } from '../../src/dashboard/auth/accounts.js';
import type { DashboardDeps } from '../../src/dashboard/dashboard-deps.js';
import { serveDashboard } from '../../src/dashboard/serve.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';
import { recordStay, temporaryFolder, testRun } from '../store/fixtures/open-test-store.js';
import { demoAnalysis, demoFace } from './fixtures/demo-feed.js';
import { openBrowser } from './fixtures/open-browser.js';
import { testDashboard } from './fixtures/test-dashboard.js';

const axeSource = readFileSync(join(packageRoot(), 'node_modules/axe-core/axe.min.js'), 'utf8');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function served(deps: Partial<DashboardDeps> = {}) {
  const dashboard = testDashboard({
    clock: new ManualClock(Date.now() - 10 * 60_000),
    streamClock: systemClock,
    deps,
  });
  dashboard.store.beginRun(testRun);
  for (let trackId = 1; trackId <= 30; trackId++) {
    const expression = trackId % 2 === 0 ? 'surprise' : 'happy';
    recordStay(dashboard, { trackId, durationMs: 3000, expression });
  }
  dashboard.store.recordEvent({ level: 'warning', kind: 'camera-lost', message: 'Camera gone' });
  dashboard.store.flush();
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(1), demoFace(2), demoFace(3)]));
  const { app } = dashboard;
  const server = await serveDashboard({ app, host: '127.0.0.1', port: 0, log: silentLog });
  onTestFinished(() => server.close());
  return { ...dashboard, server };
}

/** A page that fails the test on any error in the console, a refused resource among them. */
async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  return page;
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the page.
    const { violations: found } = await (globalThis as any).axe.run();
    return found.map(
      (rule: { id: string; nodes: { html: string }[] }) =>
        `${rule.id}: ${rule.nodes[0]?.html.slice(0, 200)}`,
    );
  });
}

const PAGES = [
  '/',
  '/history?preset=hour',
  '/history?preset=hour&heat=happy',
  '/history?preset=week',
  '/history?preset=yesterday',
  '/faces?preset=hour',
  '/faces/2',
  '/events',
  '/system',
  '/kiosk',
  '/notice',
  '/nowhere',
];

it.each([
  ['desktop, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['phone, dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
] as const)(
  'every page is accessible and fits: %s',
  async (_, options) => {
    const { server } = await served();
    const context = await browser.newContext({ ...options, bypassCSP: true, timezoneId: 'UTC' });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    for (const path of PAGES) {
      await page.goto(server.url + path, { waitUntil: 'load' });
      for (const violation of await violations(page)) problems.push(`${path} ${violation}`);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (overflow !== 0) problems.push(`${path} is ${overflow} px too wide`);
    }
    expect(problems).toEqual([]);
  },
  240_000,
);

it('every page of an administrator is accessible and fits a phone', async () => {
  const accounts = openAccounts(temporaryFolder(), systemClock);
  onTestFinished(() => accounts.close());
  await accounts.create('admin', 'administrator', 'correct horse battery');
  const backups = {
    list: () => [{ name: 'ekspresi-2026-06-01.db', bytes: 36_000_000, madeAtMs: 0 }],
    isMaking: () => false,
    path: () => null,
    make: () => {},
    remove: () => {},
    restore: () => false,
  };
  const retention = { rawDays: 30, rollupDays: 400 };
  const { server } = await served({ accounts, retention, backups });
  const viewport = { width: 360, height: 740 };
  const context = await browser.newContext({ viewport, bypassCSP: true, timezoneId: 'UTC' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  const check = async (path: string) => {
    await page.goto(server.url + path, { waitUntil: 'load' });
    for (const violation of await violations(page)) problems.push(`${path} ${violation}`);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (overflow !== 0) problems.push(`${path} is ${overflow} px too wide`);
  };
  await check('/login');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Set-up' }).waitFor();
  await check('/setup');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.waitForSelector('#face-1');
  accounts.createToken('grafana', 'read');
  for (const path of ['/settings', '/account', '/api']) await check(path);
  expect(problems).toEqual([]);
}, 240_000);

it('the live page follows the feed, keeps the focus, and tells a lost connection', async () => {
  const { server, live } = await served();
  const page = await openPage();
  await page.goto(server.url);
  await page.waitForSelector('#face-3');
  const link = page.locator('.nav a').first();
  await link.focus();
  live.publishAnalysis(demoAnalysis([demoFace(4)]));
  await page.waitForSelector('#face-4', { timeout: 3000 });
  expect(await page.locator('#face-3').count()).toBe(0);
  live.publishAnalysis(demoAnalysis([]));
  await page.getByText('Nobody in view').first().waitFor({ timeout: 3000 });
  expect(await page.locator('.nav a:focus').count()).toBe(1);
  expect(await page.locator('#lost').isVisible()).toBe(false);
});

it('says so when the kiosk no longer answers', async () => {
  const { server } = await served();
  const context = await browser.newContext({ timezoneId: 'UTC' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForSelector('#face-1');
  await server.close();
  await page.locator('#lost').waitFor({ state: 'visible', timeout: 15_000 });
});

it('works without JavaScript', async () => {
  const { server } = await served();
  const page = await openPage({ javaScriptEnabled: false });
  await page.goto(server.url);
  expect(await page.locator('.face-card').count()).toBe(3);
  expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(1);
  await page.locator('.nav a', { hasText: 'History' }).click();
  await page.getByRole('link', { name: 'Last hour' }).click();
  expect(page.url()).toContain('preset=hour');
  await page.getByRole('link', { name: 'Next' }).click();
  expect(await page.locator('#face-table tbody tr').count()).toBe(5);
});

it('pages through faces without leaving the page, and back', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/history?preset=hour`);
  await page.evaluate("document.body.setAttribute('data-same', 'yes')");
  await page.getByRole('link', { name: 'Next' }).click();
  await page.locator('a[href="/faces/2"]').waitFor();
  expect(page.url()).toContain('cursor=');
  expect(await page.locator('body[data-same]').count()).toBe(1);
  await page.goBack();
  await page.locator('a[href="/faces/30"]').waitFor();
});

it('draws the curves of a stay', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/faces/2`);
  await page.waitForSelector('.curves canvas');
  expect(await page.locator('.curves canvas').count()).toBe(3);
});

it('downloads the history', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/history?preset=hour`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download Faces csv' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^ekspresi-face-.*\.csv$/);
  expect(
    readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n'),
  ).toHaveLength(31);
});

it('tells how far a download is, and saves the chart as SVG and PNG', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/history?preset=hour`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download Faces ndjson' }).click(),
  ]);
  await download.path();
  await page.getByText('Done: 30 rows.').waitFor();
  const [drawing] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save the chart as SVG' }).click(),
  ]);
  expect(readFileSync(await drawing.path(), 'utf8')).toMatch(/^<svg xmlns=.*Surprise.*<\/svg>$/s);
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the chart as PNG' }).click(),
  ]);
  expect(
    readFileSync(await picture.path())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
});

it('lets nobody in without a password, and a viewer out again', async () => {
  const accounts = openAccounts(temporaryFolder(), systemClock);
  onTestFinished(() => accounts.close());
  await accounts.create('vera', 'viewer', 'correct horse battery');
  const { server } = await served({ accounts });
  const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-GB' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`${server.url}/events`);
  expect(page.url()).toContain('/login?to=');
  await page.getByLabel('User name').fill('vera');
  await page.getByLabel('Password').fill('wrong password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Events' }).waitFor();
  await page.goto(server.url);
  await page.waitForSelector('#face-1');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto(server.url);
  expect(page.url()).toContain('/login');
});
