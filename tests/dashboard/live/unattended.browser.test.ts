import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openAccounts } from '../../../src/accounts/accounts.js';
import { systemClock } from '../../../src/core/clock.js';
import { encodeGrayJpeg } from '../../../src/core/gray-jpeg.js';
import { silentLog } from '../../../src/core/log.js';
import { serveDashboard } from '../../../src/dashboard/serve.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { demoAnalysis, demoFace } from '../fixtures/demo-feed.js';
import { openBrowser } from '../fixtures/open-browser.js';
import { type TestDashboard, testDashboard } from '../fixtures/test-dashboard.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A page whose clock the test moves on. */
async function openPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  return page;
}

async function serve({ app }: TestDashboard, port = 0) {
  const server = await serveDashboard({ app, host: '127.0.0.1', port, log: silentLog });
  onTestFinished(() => server.close());
  return server;
}

function videoDashboard(): TestDashboard {
  const dashboard = testDashboard({
    streamClock: systemClock,
    settings: { preview: 'video' },
  });
  const jpeg = encodeGrayJpeg(new Uint8Array(64 * 48).fill(128), 64, 48, 80);
  dashboard.live.publishPreview({ jpeg, capturedAtMs: 0 });
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(1)]));
  return dashboard;
}

/** Refuses the first requests of an address; tells how often it was asked for. */
async function refuseFirst(page: Page, path: string, refusals: number): Promise<() => number> {
  let asked = 0;
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      asked += 1;
      if (asked <= refusals) await route.fulfill({ status: 503, body: 'full' });
      else await route.continue();
    },
  );
  return () => asked;
}

it('the live page begins anew where its stream was refused at first', async () => {
  const dashboard = testDashboard({ streamClock: systemClock });
  const server = await serve(dashboard);
  const page = await openPage();
  const asked = await refuseFirst(page, '/live/events', 1);
  await page.goto(server.url);
  await page.locator('#lost').waitFor({ state: 'visible' });
  expect(asked()).toBe(1);
  await page.clock.fastForward(31_000);
  await expect.poll(asked, { timeout: 20_000 }).toBe(2);
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(2)]));
  await page.locator('#face-2').waitFor();
  expect(await page.locator('#lost').isVisible()).toBe(false);
});

/** The screen for visitors says nothing of its troubles; it shows masks again by itself. */
const MASKS = '#screen[data-state="somebody"]';

it('the screen listens again where its stream was refused at first', async () => {
  const dashboard = testDashboard({ streamClock: systemClock });
  const server = await serve(dashboard);
  const page = await openPage();
  const asked = await refuseFirst(page, '/kiosk/events', 1);
  await page.goto(`${server.url}/kiosk`);
  await expect.poll(asked, { timeout: 20_000 }).toBe(1);
  await page.clock.fastForward(21_000);
  await expect.poll(asked, { timeout: 20_000 }).toBe(2);
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(2)]));
  await page.locator(MASKS).waitFor();
});

it('stays as it is while nobody answers, instead of becoming an error of the browser', async () => {
  const dashboard = testDashboard({ streamClock: systemClock });
  const server = await serve(dashboard);
  const page = await openPage();
  await refuseFirst(page, '/kiosk/events', 1);
  await page.goto(`${server.url}/kiosk`);
  await server.close();
  const failed = page.waitForEvent('requestfailed', (request) =>
    request.url().endsWith('/kiosk/events'),
  );
  await page.clock.fastForward(21_000);
  await failed;
  expect(await page.locator('#screen').isVisible()).toBe(true);
  await serve(dashboard, server.port);
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(2)]));
  await page.clock.fastForward(21_000);
  await page.locator(MASKS).waitFor({ timeout: 60_000 });
});

it('goes to the sign-in when the session has ended', async () => {
  const accounts = openAccounts(temporaryFolder(), systemClock, silentLog);
  onTestFinished(() => accounts.close());
  await accounts.create('vera', 'viewer', 'correct horse battery');
  const dashboard = testDashboard({ streamClock: systemClock, deps: { accounts } });
  const server = await serve(dashboard);
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(1)]));
  const page = await openPage();
  const value = accounts.sessions.begin(accounts.find('vera')?.id ?? Number.NaN);
  await page.context().addCookies([{ name: 'ekspresi_session', value, url: server.url }]);
  await page.goto(server.url);
  await page.waitForSelector('#face-1');
  await server.close();
  await page.locator('#lost').waitFor({ state: 'visible' });
  accounts.sessions.end(value);
  await serve(dashboard, server.port);
  await page.clock.fastForward(5_000);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

it('opens the picture anew after the kiosk was away', async () => {
  const dashboard = videoDashboard();
  const server = await serve(dashboard);
  const page = await openPage();
  await page.goto(server.url);
  await page.waitForSelector('#face-1');
  const picture = page.locator('#picture');
  expect(await picture.getAttribute('src')).toBe('/preview.mjpeg');
  await server.close();
  await page.locator('#lost').waitFor({ state: 'visible' });
  await serve(dashboard, server.port);
  const asked = page.waitForRequest(/preview\.mjpeg\?again=/);
  await page.clock.fastForward(5_000);
  await asked;
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(5)]));
  await page.waitForSelector('#face-5');
  expect(await picture.getAttribute('src')).toMatch(/again=/);
});

it('asks again for a picture that was refused', async () => {
  const dashboard = videoDashboard();
  const server = await serve(dashboard);
  const page = await openPage();
  const asked = await refuseFirst(page, '/preview.mjpeg', 2);
  await page.goto(server.url);
  for (const times of [2, 3]) {
    await expect
      .poll(
        async () => {
          await page.clock.runFor(1000);
          return asked();
        },
        { timeout: 30_000 },
      )
      .toBe(times);
  }
  const width = () => page.evaluate("document.getElementById('picture').naturalWidth");
  await expect.poll(width, { timeout: 10_000 }).toBe(64);
  await page.clock.runFor(10_000);
  expect(asked()).toBe(3);
});
