import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../src/core/log.js';
import { serveDashboard } from '../../../src/dashboard/serve.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

/** The first line of what is answered to these bytes. */
function statusLine(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (!answer.includes('\r\n')) return;
      resolve(answer.split('\r\n', 1)[0] ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

it('answers odd requests with 400, 404 or 405, never with a failure of ours', async () => {
  const { app } = testDashboard();
  const server = await serveDashboard({ app, host: '127.0.0.1', port: 0, log: silentLog });
  onTestFinished(() => server.close());
  const targets = ['/', '*', '/%', '/%00', '//evil/x', '/..%2f', 'http://localhost@evil/settings'];
  const more = ['http://', 'http://[::1', 'https://evil/settings', 'evil:80', '/?%', '/faces/%zz'];
  const methods = ['OPTIONS', 'TRACE', 'PROPFIND', 'DELETE', 'PUT', 'PATCH', 'POST'];
  const asked = [
    ...[...targets, ...more].flatMap((target) => [`GET ${target}`, `OPTIONS ${target}`]),
    ...methods.map((method) => `${method} /settings`),
  ];
  for (const path of ['/settings', '/api/v1/markers']) {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n`;
    const body = `Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`;
    expect(await statusLine(server.port, head + body)).toContain(' 411 ');
  }
  for (const line of asked) {
    const told = await statusLine(server.port, `${line} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect([line, told]).toEqual([line, expect.stringMatching(/^HTTP\/1\.1 (200|30\d|4\d\d) /)]);
    if (/^(OPTIONS|TRACE|PROPFIND) [/*]/.test(line))
      expect([line, told]).toEqual([line, expect.stringContaining(' 405 ')]);
  }
  expect(
    await statusLine(
      server.port,
      'GET http://localhost@evil/settings HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ),
  ).toContain(' 400 ');
});
