import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/accounts/account-types.js';
import type { Marker } from '../../../src/core/marker.js';
import { markerAnswer } from '../../../src/dashboard/api/answers/content-answers.js';
import { recordStay, testRun } from '../../store/fixtures/open-test-store.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

async function player(scope: Scope = 'write') {
  const dashboard = await guardedDashboard();
  const token = dashboard.accounts.tokens.create('player', scope);
  const ask = async (
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; answer: Record<string, never> & { marker: Marker } }> => {
    const response = await dashboard.app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, answer: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  return { ...dashboard, ask };
}

describe('a player', () => {
  it('sets a content, ends it, and sets a note', async () => {
    const { ask, clock } = await player();
    const { status, answer } = await ask('POST', '/api/v1/markers', {
      id: 'spot-1',
      name: 'Coffee',
    });
    expect(status).toBe(201);
    markerAnswer.parse(answer);
    expect(answer.marker).toMatchObject({
      ...{ kind: 'content', contentId: 'spot-1', startMs: clock.wallMs, endMs: null },
      setBy: 'token:player',
    });
    clock.pass(15_000);
    const ended = await ask('PUT', `/api/v1/markers/${answer.marker.id}`, { to: 'now' });
    expect(ended).toMatchObject({ status: 200, answer: { marker: { endMs: clock.wallMs } } });
    const note = await ask('POST', '/api/v1/markers', { name: 'school class' });
    expect(note.answer.marker).toMatchObject({ kind: 'note', endMs: clock.wallMs });
    const list = await ask('GET', '/api/v1/markers?kind=content');
    expect(list.answer).toMatchObject({ rows: [{ name: 'Coffee' }] });
  });

  it('names times with their zone, and is told which contents overlap', async () => {
    const { ask } = await player();
    const span = (id: string, from: unknown, to: unknown) =>
      ask('POST', '/api/v1/markers', { id, from, to });
    const first = await span('a', '2026-06-01T18:00:00+07:00', '2026-06-01T11:00:30Z');
    expect(first.answer.marker.startMs).toBe(Date.UTC(2026, 5, 1, 11));
    const second = await span('b', Date.UTC(2026, 5, 1, 11, 0, 10), Date.UTC(2026, 5, 1, 11, 1));
    expect(second.answer).toMatchObject({ overlaps: [first.answer.marker.id] });
    const third = await span('c', Date.UTC(2026, 5, 1, 11, 1), Date.UTC(2026, 5, 1, 11, 2));
    expect(third.answer).toMatchObject({ overlaps: [] });
  });

  it('may repeat a request: the same key sets one marker', async () => {
    const { ask } = await player();
    const key = { 'idempotency-key': 'k-1' };
    const first = await ask('POST', '/api/v1/markers', { id: 'a' }, key);
    const again = await ask('POST', '/api/v1/markers', { id: 'a' }, key);
    expect(again.status).toBe(200);
    expect(again.answer.marker).toEqual(first.answer.marker);
    const other = await ask('POST', '/api/v1/markers', { id: 'b' }, key);
    expect(other).toMatchObject({
      ...{ status: 400, answer: { error: { message: expect.stringMatching(/Idempotency-Key/) } } },
    });
  });

  it.each([
    ['no JSON', '{', /no JSON/],
    ['a list', '[]', /no object/],
    ['an unknown field', '{"form":1}', /^form is not understood/],
    ['a number for a name', '{"name":{}}', /^name is not understood/],
    ['a time without a zone and date', '{"name":"x","from":"noon"}', /^from is no time/],
    ['an impossible time', '{"name":"x","from":1e99}', /^from is no time/],
    ['a kind of its own', '{"name":"x","kind":"party"}', /^kind is none of content, note, session/],
    ['a time long ago', '{"name":"x","from":"2020-01-01T00:00Z"}', /before the history/],
    ['a far future', '{"id":"x","from":4102444800000}', /more than a day in the future/],
    ['details that are a list', '{"name":"x","details":[]}', /^details is not understood/],
  ])('is told what is wrong with %s', async (_, body, message) => {
    const dashboard = await player();
    dashboard.store.beginRun(testRun);
    recordStay(dashboard, { trackId: 1, durationMs: 1000 });
    dashboard.store.flush();
    const { status, answer } = await dashboard.ask('POST', '/api/v1/markers', body);
    expect(status).toBe(400);
    expect((answer as { error?: { message: string } }).error?.message).toMatch(message);
  });

  it('reaches nothing but markers, and a token that reads sets none', async () => {
    const { ask } = await player('write');
    for (const path of ['/api/v1/faces', '/api/v1/live', '/settings', '/', '/export.csv']) {
      expect((await ask('GET', path)).status, path).toBe(403);
    }
    expect((await ask('POST', '/settings/tokens', 'name=x')).status).toBe(403);
    const reader = await player('read');
    expect((await reader.ask('GET', '/api/v1/markers')).status).toBe(200);
    expect((await reader.ask('POST', '/api/v1/markers', { name: 'x' })).status).toBe(403);
    expect((await reader.ask('PUT', '/api/v1/markers/1', { to: 'now' })).status).toBe(403);
    expect((await reader.ask('DELETE', '/api/v1/markers/1')).status).toBe(403);
  });

  it('finds corrections and removals in the audit log, but no showing', async () => {
    const { ask, accounts } = await player();
    const { answer } = await ask('POST', '/api/v1/markers', { id: 'a' });
    const path = `/api/v1/markers/${answer.marker.id}`;
    await ask('PUT', path, { to: null });
    await ask('PUT', path, { name: 'Renamed' });
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('DELETE', path)).status).toBe(404);
    expect((await ask('PUT', path, { name: 'x' })).status).toBe(404);
    const actions = accounts.auditLog().map(({ action, actor }) => `${action} ${actor}`);
    expect(actions).toEqual(['marker-removed token:player', 'marker-changed token:player']);
  });
});

describe('a file of showings', () => {
  const file = [
    'content_id;title;start;duration',
    'spot-1;Coffee;2026-06-01 18:00:00;15',
    'spot-2;"Tea; green";2026-06-01 18:00:15;15,5',
    '',
    ';nameless;yesterday;15',
    'spot-1;Coffee;2026-06-01 18:00:30;0',
    'spot-1;Coffee;2026-06-01 18:00:45;long',
    '"spot-3";"two\nlines";2026-06-01T18:01:00+07:00;15',
  ].join('\r\n');

  it('is refused with its wrong lines, or imported without them, and once only', async () => {
    const { ask, store } = await player();
    const all = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };
    const path = '/api/v1/markers/import?zone=Asia/Jakarta';
    const refused = await ask('POST', path, file);
    expect(refused.status).toBe(422);
    expect(refused.answer).toEqual({
      ...{ rows: 3, stored: 0, wrongCount: 3 },
      wrong: [
        { line: 5, problem: 'from is no time' },
        { line: 6, problem: 'to is the beginning itself: nothing was shown' },
        { line: 7, problem: 'duration is not understood' },
      ],
    });
    expect(store.queries.markers({ range: all }).rows).toEqual([]);
    const imported = await ask('POST', `${path}&wrong=skip`, file);
    expect(imported).toMatchObject({ status: 200, answer: { rows: 3, stored: 3, wrongCount: 3 } });
    expect(store.queries.markers({ range: all }).rows).toMatchObject([
      { contentId: 'spot-3', name: 'two lines', startMs: Date.UTC(2026, 5, 1, 11, 1) },
      { contentId: 'spot-2', name: 'Tea; green', endMs: Date.UTC(2026, 5, 1, 11, 0, 30, 500) },
      {
        contentId: 'spot-1',
        startMs: Date.UTC(2026, 5, 1, 11),
        endMs: Date.UTC(2026, 5, 1, 11, 0, 15),
      },
    ]);
    const again = await ask('POST', `${path}&wrong=skip`, file);
    expect(again.answer).toMatchObject({ stored: 0 });
  });

  it('needs headings that are known, and an end of a reasonable size', async () => {
    const { ask } = await player();
    for (const text of ['', 'a,b\n1,2', 'name\nx']) {
      expect((await ask('POST', '/api/v1/markers/import', text)).status).toBe(400);
    }
    const large = `id,from,to\n${'x'.repeat(9_000_000)}`;
    expect((await ask('POST', '/api/v1/markers/import', large)).status).toBe(413);
  });
});

it('the lean stream of one face is below a kilobyte a second', async () => {
  const { makeAnalysis, makeFace } = await import('../../store/fixtures/make-analysis.js');
  const dashboard = await player('read');
  const landmarks = Array.from({ length: 68 }, (_, i) => [i + 0.5, i + 0.25] as const);
  dashboard.live.publishAnalysis(
    makeAnalysis({ atMs: 1, monotonicMs: 1, faces: [makeFace({ landmarks })] }),
  );
  const token = dashboard.accounts.tokens.create('reader', 'read');
  const eventOf = async (query: string) => {
    const response = await dashboard.app.request(`/api/v1/live/events?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const reader = response.body?.getReader();
    const text = new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    return { status: response.status, text };
  };
  const lean = await eventOf('rate=1&landmarks=0&fields=trackId,expression,smoothedByName,looking');
  expect(lean.text.length).toBeLessThan(1000);
  expect(JSON.parse(lean.text.split('data: ')[1] ?? '')).toEqual({
    capturedAtMs: 1,
    faces: [
      {
        ...{ trackId: 1, expression: 'happy', looking: true },
        smoothedByName: expect.objectContaining({ happy: 0.7 }),
      },
    ],
  });
  const whole = await eventOf('landmarks=0');
  expect(whole.text).not.toContain('landmarks":');
  expect((await eventOf('fields=eyes,shoes')).status).toBe(400);
  expect((await eventOf('rate=0')).status).toBe(400);
});
