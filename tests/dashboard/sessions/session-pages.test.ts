import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../src/core/expression.js';
import type { SessionSummary } from '../../../src/sessions/session-summary.js';
import { leaning, makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { testRun } from '../../store/fixtures/open-test-store.js';
import { type GuardedDashboard, guardedDashboard } from '../fixtures/guarded-dashboard.js';

/** Two people sit there: the participant near the camera, another one far from it. */
async function sit(
  { store, clock }: GuardedDashboard,
  seconds: number,
  expression: Expression,
): Promise<void> {
  const smoothed = leaning(expression, 0.6);
  for (let i = 0; i < seconds * 4; i++) {
    const face = { expression, smoothed, raw: smoothed, confidence: 0.6, valence: 0 };
    store.record(
      makeAnalysis({
        ...{ atMs: clock.wallMs, monotonicMs: clock.elapsedMs },
        faces: [
          makeFace({ ...face, trackId: 1, box: { x: 0, y: 0, width: 200, height: 200 } }),
          makeFace({ trackId: 2, expression: 'angry', smoothed: leaning('angry', 0.9) }),
        ],
      }),
    );
    await clock.advance(250);
  }
}

async function lab() {
  const dashboard = await guardedDashboard();
  const admin = dashboard.cookie('admin');
  dashboard.store.beginRun(testRun);
  const start = (form: Record<string, string>) => dashboard.post('/sessions', form, admin);
  const page = async (path: string) => {
    const answer = await dashboard.get(path, { cookie: admin });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  return { ...dashboard, dashboard, admin, start, page };
}

describe('a lab session', () => {
  it('is started, measured less its baseline, stopped and downloaded', async () => {
    const { dashboard, start, page, post, admin, accounts } = await lab();
    const begun = await start({ participant: 'P01', stimulus: 'ad-7', condition: 'A' });
    expect(begun.status).toBe(303);
    const address = begun.headers.get('location') ?? '';
    expect((await page(address)).text).toContain('Neutral baseline');
    // A face that looks sad at rest, and then smiles.
    await sit(dashboard, 5, 'sad');
    await sit(dashboard, 1, 'sad');
    expect((await page(address)).text).toContain('The stimulus runs.');
    await sit(dashboard, 3, 'happy');
    const [, id = ''] = /(\d+)$/.exec(address) ?? [];
    expect((await post('/sessions/stop', { id }, admin)).status).toBe(303);
    await dashboard.clock.advance(2000);

    const shown = await page(address);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('<svg');
    expect(shown.text).toContain('By condition');
    const summary = JSON.parse((await page(`${address}.json`)).text) as SessionSummary;
    expect(summary).toMatchObject({ participant: 'P01', stimulus: 'ad-7', condition: 'A' });
    expect(summary).toMatchObject({ calibrated: true, durationS: 4 });
    const [face, ...others] = summary.faces;
    expect(others).toEqual([]);
    // What the face is at rest is no sadness any more, and the other person counts nowhere.
    expect(face?.expressions).toMatchObject({ sad: 0, angry: 0 });
    expect(face?.expressions.happy).toBeGreaterThan(0.5);

    const csv = (await page(`${address}.csv`)).text.split('\n');
    const head = csv[0]?.split(',') ?? [];
    const [first] = csv.slice(1).map((line) => line.split(','));
    expect(Number(first?.[head.indexOf('time_s')])).toBeCloseTo(-5, 1);
    expect(Number(first?.[head.indexOf('measured_sad')])).toBeCloseTo(0.6, 3);
    expect((await page(`${address}.eaf`)).text).toContain('TIER_ID="expression"');
    expect((await page(`${address}.vtt`)).text).toMatch(/^WEBVTT\n/);
    const report = await page(`${address}.html`);
    expect(report.text).toContain('Session report');
    expect(report.headers.get('content-disposition')).toMatch(/ekspresi-P01-.*\.html"/);
    expect((await page(`${address}.parquet`)).text.slice(0, 4)).toBe('PAR1');
    expect((await page(`${address}.exe`)).status).toBe(404);
    expect((await page('/sessions')).text).toContain('P01');
    expect(accounts.auditLog().map(({ action }) => action)).toContain('marker-set');
  });

  it('takes the chosen face for the participant', async () => {
    const { dashboard, start, page } = await lab();
    const begun = await start({ participant: 'P02', stimulus: 'ad', face: '2' });
    await sit(dashboard, 8, 'happy');
    await dashboard.clock.advance(1000);
    const path = `${begun.headers.get('location')}.csv`;
    const [head, ...rows] = (await page(path)).text.trimEnd().split('\n');
    const at = head?.split(',').indexOf('measured_angry') ?? -1;
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(Number(row.split(',')[at])).toBeCloseTo(0.9, 3);
  });

  it('takes no names, from the page and from programs', async () => {
    const { start, app, accounts } = await lab();
    for (const participant of ['Budi', '', 'P 01', 'P01; DROP', 'a1'.repeat(20)]) {
      expect((await start({ participant, stimulus: 'ad' })).status, participant).toBe(422);
    }
    expect((await start({ participant: 'P01', stimulus: ' ' })).status).toBe(422);
    const authorization = `Bearer ${accounts.tokens.create('lab', 'write')}`;
    const ask = (participant: string) =>
      app.request('/api/v1/markers', {
        method: 'POST',
        headers: { authorization },
        body: JSON.stringify({ kind: 'session', id: 'ad', name: 'x', details: { participant } }),
      });
    expect((await ask('Budi')).status).toBe(400);
    expect((await ask('P03')).status).toBe(201);
  });

  it('ends by itself, which its page tells, and is started by administrators alone', async () => {
    const { dashboard, start, page, post, store, cookie } = await lab();
    const address = (await start({ participant: 'P04', stimulus: 'ad' })).headers.get('location');
    await dashboard.clock.advance(4 * 3_600_000 + 60_000);
    store.markers.endOverdue();
    expect((await page(address ?? '')).text).toContain('it ended by itself at its limit');
    const form = { participant: 'P05', stimulus: 'ad' };
    expect((await post('/sessions', form, cookie('vera'))).status).toBe(403);
    expect((await page('/sessions/999')).status).toBe(404);
  });
});
