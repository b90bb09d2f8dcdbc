import { expect, it } from 'vitest';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { testRun } from '../../store/fixtures/open-test-store.js';
import { type TestDashboard, testDashboard } from '../fixtures/test-dashboard.js';

/** A visit that looks, and smiles, or does neither, all of its time. */
function visit(
  { store, clock }: TestDashboard,
  trackId: number,
  { seconds, looking, happy }: { seconds: number; looking: boolean; happy: boolean },
): void {
  const expression = happy ? 'happy' : 'neutral';
  for (let ageMs = 0; ageMs <= seconds * 1000; ageMs += 200) {
    const face = makeFace({ trackId, ageMs, expression, looking });
    store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, faces: [face] }));
    clock.pass(200);
  }
  store.endFaces();
}

/** Eight seen, five looked, three of them stopped, two of those smiled; one smiled unlooking. */
function visitors(): TestDashboard {
  const dashboard = testDashboard();
  dashboard.store.beginRun(testRun);
  const kinds = [
    { seconds: 30, looking: true, happy: true },
    { seconds: 30, looking: true, happy: true },
    { seconds: 30, looking: true, happy: false },
    { seconds: 2, looking: true, happy: true },
    { seconds: 2, looking: true, happy: false },
    { seconds: 10, looking: false, happy: true },
    { seconds: 1, looking: false, happy: false },
    { seconds: 0.8, looking: true, happy: false },
  ];
  for (const [i, kind] of kinds.entries()) visit(dashboard, i + 1, kind);
  dashboard.store.flush();
  return dashboard;
}

const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

it('shows seen, looked, stopped and smiled with their shares', async () => {
  const html = await (await visitors().get('/history?preset=hour')).text();
  const funnel = text(/id="funnel">.*?<\/section>/s.exec(html)?.[0] ?? '');
  expect(funnel).toMatch(/Seen 8 /);
  expect(funnel).toMatch(/Looked 5 63 % 63 %/);
  expect(funnel).toMatch(/Stopped 3 38 % 60 %/);
  expect(funnel).toMatch(/Smiled 2 25 % 67 %/);
  expect(funnel).toContain('not the gaze');
  expect(funnel).toContain('OTS');
  // Looked 94.8 s of 105.8 s in view; happy 62 s of those, and 72 s of all.
  expect(funnel).toMatch(/Attraction 90 % attention of the time in view/);
  expect(funnel).toMatch(/Happy while looking 65 % 68 % of all time/);
});

it('speaks Indonesian, and says so where attention was not measured', async () => {
  const dashboard = visitors();
  const id = await (
    await dashboard.get('/history?preset=hour', { 'accept-language': 'id' })
  ).text();
  expect(text(id)).toMatch(/Melihat 5 63/);
  const early = testDashboard();
  early.store.beginRun(testRun);
  for (let i = 0; i < 5; i++) {
    const { clock } = early;
    early.store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs }));
    clock.pass(200);
  }
  early.store.flush();
  const html = await (await early.get('/history?preset=hour')).text();
  expect(text(html)).toMatch(/Seen 0/);
});

it('shows no share without evidence', async () => {
  const dashboard = testDashboard();
  dashboard.store.beginRun(testRun);
  visit(dashboard, 1, { seconds: 5, looking: true, happy: true });
  dashboard.store.flush();
  const html = await (await dashboard.get('/history?preset=hour')).text();
  const funnel = text(/id="funnel">.*?<\/section>/s.exec(html)?.[0] ?? '');
  expect(funnel).toMatch(/Looked 1 – –/);
  expect(funnel).toContain('too little evidence (n = 1)');
});

it('has a heat map by attention', async () => {
  const dashboard = visitors();
  const html = await (await dashboard.get('/history?preset=week&heat=attention')).text();
  expect(html).toMatch(/heat-map heat-attention/);
  expect(text(html)).toContain('90 % of the time in view (n = 4)');
});

it('answers the API with the same', async () => {
  const answer = await (await visitors().get('/api/v1/rollups?unit=hour')).json();
  expect((answer as { totals: object }).totals).toMatchObject({
    ...{ facesMeasured: 8, watchers: 5, watchersStopped: 3, watchersSmiled: 2, conversion: 5 / 8 },
  });
  const faces = await (await visitors().get('/api/v1/faces?order=oldest&preset=day')).json();
  expect((faces as { rows: object[] }).rows[0]).toMatchObject({ watcher: true, firstLookMs: 0 });
});
