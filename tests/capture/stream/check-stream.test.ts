import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { streamType } from '../../../src/capture/stream/stream-source.js';
import { systemClock } from '../../../src/core/clock.js';
import { SETTINGS } from '../fixtures/source-settings.js';

it('finds a network camera that does not answer, and shows no credentials', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const check = (source: string) =>
    streamType.check(
      { ...SETTINGS, source },
      { clock: systemClock, signal: new AbortController().signal },
    );
  const address = `rtsp://u:s3cret@127.0.0.1:${port}/live`;
  expect(await check(address)).toBe(`rtsp://127.0.0.1:${port}/live accepts connections`);
  await new Promise((resolve) => server.close(resolve));
  const failure: unknown = await check(address).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'SOURCE_MISSING' });
  expect(String(failure)).not.toContain('s3cret');
});
