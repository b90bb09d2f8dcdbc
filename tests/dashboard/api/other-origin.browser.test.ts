import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openBrowser } from '../fixtures/open-browser.js';
import { servedDashboard } from '../fixtures/served-dashboard.js';

/** An empty page of another origin. */
async function otherOrigin(html = ''): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>x</title>${html}`);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://localhost:${(server.address() as { port: number }).port}`;
}

it('a page of another origin reads what its token lists, and frames the kiosk page', async () => {
  const origin = await otherOrigin();
  const stranger = await otherOrigin();
  const { server, accounts } = await servedDashboard({ embedOrigins: [origin] });
  const token = accounts.tokens.create('signage', 'read', [origin]);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const read = () =>
    page.evaluate(
      async ({ box, token }) => {
        const headers = { Authorization: `Bearer ${token}` };
        const minting = await fetch(`${box}/api/v1/stream-tokens`, { method: 'POST', headers });
        const { token: mine } = (await minting.json()) as { token: string };
        const event = await new Promise((resolve) => {
          const events = new EventSource(`${box}/api/v1/live/events?token=${mine}`);
          events.addEventListener('analysis', (message) =>
            resolve(JSON.parse((message as MessageEvent).data)),
          );
          events.onerror = () => resolve('refused');
        });
        const message = await new Promise((resolve) => {
          const address = `${box.replace('http', 'ws')}/api/v1/live/socket`;
          const socket = new WebSocket(address, ['ekspresi.v1', `ekspresi.token.${mine}`]);
          socket.onmessage = ({ data }) => resolve(JSON.parse(data));
          socket.onerror = () => resolve('refused');
        });
        const status = await fetch(`${box}/api/v1/status`, { headers });
        return { event, message, version: ((await status.json()) as { version: string }).version };
      },
      { box: server.url, token },
    );
  await page.goto(origin);
  expect(await read()).toMatchObject({
    event: { width: 640, faces: [{ trackId: 1 }] },
    message: { event: 'analysis', data: { width: 640 } },
    version: '0.1.0',
  });
  /** What stands in a frame with that page of the kiosk. */
  const framed = async (path: string) => {
    await page.setContent(`<iframe src="${server.url}${path}"></iframe>`);
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    await frame?.waitForLoadState('load').catch(() => {});
    return (await frame?.locator('main').count()) ?? 0;
  };
  await page.goto(origin);
  expect(await framed('/kiosk')).toBeGreaterThan(0);
  await page.goto(origin);
  expect(await framed('/login')).toBe(0);
  await page.goto(stranger);
  expect(await framed('/kiosk')).toBe(0);
  await page.goto(stranger);
  await expect(read()).rejects.toThrow(/fetch/);
});
