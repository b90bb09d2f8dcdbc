import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openAccounts } from '../../src/accounts/accounts.js';
import { systemClock } from '../../src/core/clock.js';
import { encodeGrayJpeg } from '../../src/core/gray-jpeg.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import type { DashboardDeps } from '../../src/dashboard/dashboard-deps.js';
import { serveDashboard } from '../../src/dashboard/serve.js';
import { DECLARATION } from '../../src/dashboard/setup/setup-guard.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';
import { recordStay, temporaryFolder, testRun } from '../store/fixtures/open-test-store.js';
import { demoAnalysis, demoFace } from './fixtures/demo-feed.js';
import { changeableSettings } from './fixtures/guarded-dashboard.js';
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
  dashboard.store.recordEvent({ level: 'warning', kind: 'source-lost', message: 'Camera gone' });
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

/** Relative luminance of `rgb(r, g, b)`, as WCAG has it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
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
  '/system/model',
  '/content',
  '/markers',
  '/sessions',
  '/screens',
  '/style',
  '/style/components?language=id',
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
      const answer = await page.goto(server.url + path, { waitUntil: 'load' });
      if (answer?.ok() !== (path !== '/nowhere')) problems.push(`${path}: ${answer?.status()}`);
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

const RECORDING = { participant: 'P01', stimulus: 'Film of a waterfall', condition: 'loud' };

const ADMINISTRATOR_PAGES = [
  '/setup?still=1',
  '/settings',
  '/settings/masks',
  '/settings/masks?still=1',
  '/settings/attention',
  '/settings/webhooks',
  '/recordings',
  '/account',
  '/api',
];

it.each([
  ['phone, light', { viewport: { width: 360, height: 740 }, colorScheme: 'light' }],
  ['desktop, dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
] as const)(
  'every page of an administrator is accessible and fits: %s',
  async (_, options) => {
    const accounts = openAccounts(temporaryFolder(), systemClock, silentLog);
    onTestFinished(() => accounts.close());
    await accounts.create('admin', 'administrator', 'correct horse battery');
    const backups = {
      list: () => [{ name: 'ekspresi-2026-06-01.db', bytes: 36_000_000, madeAtMs: 0 }],
      isMaking: () => false,
      path: () => null,
      make: () => {},
      remove: () => {},
      restore: () => false,
      uploadRoomBytes: () => 5_000_000_000,
      receive: async () => '',
    };
    const changeable = changeableSettings();
    changeable.change({ masks: [{ x: 0.1, y: 0.2, width: 0.3, height: 0.4 }] });
    const picture = encodeGrayJpeg(new Uint8Array(640 * 480).fill(128), 640, 480, 80);
    const takeStill = async () => picture;
    const recordings = {
      list: () => [
        { ...RECORDING, id: 'r1', addedAtMs: 0, durationS: 61, faces: 1, files: ['csv'] },
      ],
      job: () => null,
      maxBytes: () => 4_000_000_000,
      receive: async () => {},
      path: () => null,
      remove: () => false,
    };
    const webhooks = {
      hooks: () => [{ name: 'sign', host: 'sign.example', kind: 'json' }],
      deliveries: () =>
        [
          ...([
            { state: 'delivered', status: 204 },
            { state: 'given-up', status: 500 },
          ] as const),
        ].map((end) => ({
          ...end,
          id: end.state,
          hook: 'sign',
          createdAtMs: 0,
          tries: 3,
          reason: null,
        })),
      test: () => true,
    };
    const given = { accounts, changeable, takeStill, backups, recordings, webhooks };
    const { server } = await served(given);
    const context = await browser.newContext({ ...options, bypassCSP: true, timezoneId: 'UTC' });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    const check = async (path: string) => {
      const answer = await page.goto(server.url + path, { waitUntil: 'load' });
      if (!answer?.ok()) problems.push(`${path}: ${answer?.status()}`);
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
    accounts.tokens.create('grafana', 'read');
    for (const path of ADMINISTRATOR_PAGES) await check(path);
    expect(problems).toEqual([]);
  },
  240_000,
);

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

it('follows the feed also where a script of the page comes late', async () => {
  const { server, live } = await served();
  const page = await openPage();
  await page.route(/hx-sse/, async (route) => {
    await systemClock.sleep(700);
    await route.continue();
  });
  await page.goto(server.url);
  live.publishAnalysis(demoAnalysis([demoFace(4)]));
  await page.waitForSelector('#face-4', { timeout: 10_000 });
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

it('keeps the focus in the pager and says which rows are shown', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/history?preset=hour`);
  const status = page.locator('#face-table-status');
  await status.evaluate("document.getElementById('face-table-status').dataset.same = 'yes'");
  expect(await status.textContent()).toMatch(/^25 rows: /);
  await page.getByRole('link', { name: 'Next' }).press('Enter');
  await page.locator('a[href="/faces/2"]').waitFor();
  await expect.poll(() => status.textContent()).toMatch(/^5 rows: /);
  // The same element, or nothing would be said.
  expect(await status.getAttribute('data-same')).toBe('yes');
  expect(await page.locator(':focus').textContent()).toBe('Back to the first');
});

it('keeps the focus on the choice of a heat map', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/history?preset=week`);
  await page.getByRole('link', { name: 'Happy share' }).press('Enter');
  await page.locator('#heat-happy[aria-current]').waitFor();
  expect(await page.locator(':focus').textContent()).toBe('Happy share');
});

it('a chart is no stop on the way through the page; its table has the same links', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/history?preset=hour`);
  const bars = page.locator('.chart-plot a');
  expect(await bars.count()).toBeGreaterThan(0);
  expect(await page.locator('.chart-plot a:not([tabindex="-1"])').count()).toBe(0);
  const first = await bars.first().getAttribute('href');
  await page.locator('.chart summary').press('Enter');
  await page.locator(`.as-table a[href="${first}"]`).press('Enter');
  await page.waitForURL(/from=/);
});

it('draws the curves of a stay, and tells their values as a table', async () => {
  const { server } = await served();
  const page = await openPage();
  await page.goto(`${server.url}/faces/2`);
  await page.waitForSelector('.curves canvas');
  expect(await page.locator('.curves canvas').count()).toBe(5);
  const chart = page.getByRole('img', { name: 'Smoothed: a chart; the table below' });
  expect(await chart.count()).toBe(1);
  expect(await page.locator('.curves summary').count()).toBe(5);
  await page.locator('.curves summary').first().click();
  const rows = page.locator('.curves .as-table').first().locator('tbody tr');
  expect(await rows.count()).toBeGreaterThan(1);
  expect(await rows.count()).toBeLessThanOrEqual(60);
  expect(await rows.first().locator('td').count()).toBe(7);
});

it('what is typed into has an outline that is seen, light and dark', async () => {
  const { server } = await served();
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await openPage({ colorScheme });
    await page.goto(`${server.url}/faces?preset=hour`);
    const colours = await page.evaluate(`(() => {
      const { borderTopColor, backgroundColor } = getComputedStyle(document.querySelector('select'));
      return [borderTopColor, backgroundColor];
    })()`);
    const [line, ground] = (colours as string[]).map(luminance);
    const [lighter = 0, darker = 0] = [line ?? 0, ground ?? 0].sort((a, b) => b - a);
    expect((lighter + 0.05) / (darker + 0.05)).toBeGreaterThanOrEqual(3);
  }
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

/** Clicks on a download whose progress the server tells with these statuses, the last again and again. */
async function followed(statuses: readonly number[]): Promise<Page> {
  const { server } = await served();
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  let asked = 0;
  await page.route(/export\/progress/, (route) => {
    const status = statuses[Math.min(asked++, statuses.length - 1)] ?? 200;
    return route.fulfill({ status, json: { rows: 12, state: 'running' } });
  });
  await page.goto(`${server.url}/history?preset=hour`);
  await page.getByRole('link', { name: 'Download Faces ndjson' }).click();
  return page;
}

it.each([
  ['was never begun', [404], 'after 0 rows'],
  ['is no longer told of', [404, 200, 429], 'after 12 rows'],
])('gives up a download that %s', async (_, statuses, words) => {
  const page = await followed(statuses);
  const ended = page.getByText(words);
  const isTold = async () => {
    await page.clock.runFor(1000);
    return await ended.isVisible();
  };
  await expect.poll(isTold, { timeout: 60_000 }).toBe(true);
});

it('says so where too many downloads are running', async () => {
  const begun: (() => void)[] = [];
  const exportHistory = async function* () {
    yield new Uint8Array([10]);
    await new Promise<void>((resolve) => begun.push(resolve));
  };
  const { server } = await served({ exportHistory });
  const taken = [1, 2, 3].map(() => fetch(`${server.url}/export.csv`));
  await Promise.all(taken);
  onTestFinished(() => {
    for (const end of begun) end();
  });
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`${server.url}/history?preset=hour`);
  await page.getByRole('link', { name: 'Download Faces ndjson' }).click();
  await page.getByText('Too many downloads are running.').waitFor();
});

it('lets nobody in without a password, and a viewer out again', async () => {
  const accounts = openAccounts(temporaryFolder(), systemClock, silentLog);
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

/** The pages as an administrator sees them after the set-up. */
async function administrated(options: BrowserContextOptions = {}) {
  const accounts = openAccounts(temporaryFolder(), systemClock, silentLog);
  onTestFinished(() => accounts.close());
  await accounts.create('admin', 'administrator', 'correct horse battery');
  accounts.setFact(DECLARATION, '{}');
  const changeable = changeableSettings();
  const { server } = await served({ accounts, changeable });
  const page = await openPage(options);
  const value = accounts.sessions.begin(accounts.find('admin')?.id ?? Number.NaN);
  await page.context().addCookies([{ name: 'ekspresi_session', value, url: server.url }]);
  return { server, page, changeable };
}

it('masks are drawn with the mouse, changed with the keyboard, and saved', async () => {
  const { server, page, changeable } = await administrated({
    viewport: { width: 1200, height: 900 },
  });
  await page.goto(`${server.url}/settings/masks`);
  const canvas = page.locator('#mask-canvas');
  const area = await canvas.boundingBox();
  if (!area) throw new Error('no canvas');
  const at = (x: number, y: number) => [area.x + area.width * x, area.y + area.height * y] as const;
  const draw = async (from: readonly [number, number], to: readonly [number, number]) => {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 4 });
    await page.mouse.up();
  };
  await draw(at(0.6, 0.5), at(0.1, 0.25));
  await draw(at(0.7, 0.1), at(0.9, 0.3));
  await draw(at(0.5, 0.9), at(0.5, 0.9));
  expect(await page.locator('.mask-row').count()).toBe(2);
  const width = page.getByRole('group', { name: 'Mask 1' }).getByLabel('Width %');
  expect(Number(await width.inputValue())).toBeCloseTo(50, 0);
  await width.fill('40');
  expect(await canvas.locator('rect[data-row="0"]').getAttribute('width')).toBe('256');
  await width.press('Enter');
  await page.getByText('Saved.').waitFor();
  const [first, second] = changeable.current().masks;
  expect(changeable.current().masks).toHaveLength(2);
  for (const [mask, x, y, w, h] of [
    [first, 0.1, 0.25, 0.4, 0.25],
    [second, 0.7, 0.1, 0.2, 0.2],
  ] as const) {
    expect(mask?.x).toBeCloseTo(x, 2);
    expect(mask?.y).toBeCloseTo(y, 2);
    expect(mask?.width).toBeCloseTo(w, 2);
    expect(mask?.height).toBeCloseTo(h, 2);
  }
  await page.getByRole('button', { name: 'Remove: Mask 1' }).click();
  await page.getByText('Saved.').waitFor();
  expect(changeable.current().masks).toEqual([second]);
});

it('masks work without JavaScript', async () => {
  const { server, page, changeable } = await administrated({ javaScriptEnabled: false });
  await page.goto(`${server.url}/settings`);
  await page.getByRole('link', { name: 'Draw masks' }).click();
  for (const label of ['Left %', 'Top %', 'Width %', 'Height %']) {
    await page.getByLabel(label).first().fill('25');
  }
  await page.getByRole('button', { name: 'Save' }).last().click();
  expect(await page.locator('rect.mask').first().getAttribute('x')).toBe('160.0');
  expect(changeable.current().masks).toEqual([{ x: 0.25, y: 0.25, width: 0.25, height: 0.25 }]);
});
