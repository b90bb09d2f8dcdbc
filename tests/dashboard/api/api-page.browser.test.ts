import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../src/core/log.js';
import { serveDashboard } from '../../../src/dashboard/serve.js';
import { openBrowser } from '../fixtures/open-browser.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('a type leads to what it is made of, which is not hidden by the bar at the top', async () => {
  const { app } = testDashboard();
  const server = await serveDashboard({ app, host: '127.0.0.1', port: 0, log: silentLog });
  onTestFinished(() => server.close());
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.goto(`${server.url}/api`, { waitUntil: 'load' });
  await page.getByRole('link', { name: 'SourceState' }).click();
  expect(new URL(page.url()).hash).toBe('#SourceState');
  const bar = await page.locator('.top').boundingBox();
  const title = await page.getByRole('heading', { name: 'SourceState' }).boundingBox();
  expect(title?.y).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0));
  expect(title?.y).toBeLessThan(350);
});
