import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { frameAnalysis } from '../../../src/dashboard/api/answers/live-answer.js';
import { API_ENDPOINTS } from '../../../src/dashboard/api/api-endpoints.js';
import { startKiosk, waitFor } from '../../daemon/fixtures/start-kiosk.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-answers-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const hasRows = (answer: unknown) => (answer as { rows: unknown[] }).rows.length > 0;

it('a kiosk that watches drawn visitors answers as its schemas say', async () => {
  const kiosk = await startKiosk(children, folder, ['--source', 'synthetic']);
  const get = async (path: string) => (await fetch(kiosk.url + path)).json();
  const seen = async () => {
    const { analysis } = (await get('/api/v1/live')) as { analysis: unknown };
    if (analysis === null) return undefined;
    // The analyses of the real pipeline, face by face, until one has its points.
    const { faces } = frameAnalysis.parse(analysis);
    return faces.some(({ landmarks }) => landmarks !== null) || undefined;
  };
  await waitFor(seen, kiosk.stderr);
  await waitFor(async () => hasRows(await get('/api/v1/faces')) || undefined, kiosk.stderr);
  const marked = await fetch(`${kiosk.url}/api/v1/markers`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'spring', name: 'Spring campaign' }),
  });
  expect(marked.status).toBeLessThan(300);
  for (const { path, answerSchema } of API_ENDPOINTS) {
    const answer: unknown = await get(path.replace('{id}', '1'));
    expect(answerSchema.safeParse(answer).error, path).toBeUndefined();
  }
  expect(hasRows(await get('/api/v1/observations'))).toBe(true);
  expect(hasRows(await get('/api/v1/runs'))).toBe(true);
  expect(hasRows(await get('/api/v1/events'))).toBe(true);
});
