import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  EXPORT_LEVELS,
  type ExportFormat,
  type ExportLevel,
} from '../../../src/core/export-format.js';
import { EXPORT_COLUMNS } from '../../../src/store/export/export-columns.js';
import { exportHistory } from '../../../src/store/export/export-history.js';
import {
  openTestStore,
  recordStay,
  type TestStore,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

let open: TestStore;

beforeEach(async () => {
  open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 3000, expression: 'happy' });
  recordStay(open, { trackId: 2, durationMs: 1000, expression: 'fear' });
  open.store.flush();
  const startMs = Date.UTC(2026, 5, 1, 12);
  const draft = { kind: 'content', contentId: 'spot-1', name: 'Coffee, "hot"' } as const;
  const set = (more: { startMs: number; endMs: number | null }) =>
    open.store.markers.set({ ...draft, details: { slot: 3 }, ...more }, { setBy: 'token:player' });
  set({ startMs, endMs: startMs + 2000 });
  set({ startMs: startMs + 3000, endMs: null });
  await open.clock.advance(12_000);
});

async function exported(
  format: ExportFormat,
  level: ExportLevel = 'observation',
  request: { fromMs?: number; toMs?: number; timeZone?: string } = {},
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const stream = exportHistory({ dataDir: open.dataDir, ...allTime, level, format, ...request });
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function parquetRows(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return parquetReadObjects({ file });
}

describe('exportHistory', () => {
  it('writes every stored observation once, raw and smoothed, as CSV', async () => {
    const lines = (await exported('csv')).toString().trimEnd().split('\n');
    const header = lines[0]?.split(',') ?? [];
    expect(header).toEqual(EXPORT_COLUMNS.observation.map((column) => column.name));
    expect(lines).toHaveLength(1 + 16 + 6);
    const cells = Object.fromEntries(header.map((name, i) => [name, lines[1]?.split(',')[i]]));
    expect(cells).toMatchObject({
      time: '2026-06-01T12:00:00.000Z',
      time_ms: String(Date.UTC(2026, 5, 1, 12)),
      time_zone: 'UTC',
      observation_id: '1',
      expression: 'happy',
      confidence: '0.7',
      smoothed_happy: '0.7',
      raw_happy: '0.4',
      ear: '0.31',
      blink: 'false',
      light: '112.3',
    });
    const ids = lines.slice(1).map((line) => line.split(',')[header.indexOf('observation_id')]);
    expect(new Set(ids).size).toBe(22);
  });

  it('names the local time with its offset, also across a change of clocks', async () => {
    const [first] = (await exported('ndjson', 'face', { timeZone: 'Asia/Jakarta' }))
      .toString()
      .split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({
      first_seen: '2026-06-01T12:00:00.000Z',
      first_seen_local: '2026-06-01T19:00:00.000+07:00',
      time_zone: 'Asia/Jakarta',
      dominant_expression: 'happy',
      happy_ms: 3000,
      present: false,
    });
  });

  it('gives Parquet that says the same as NDJSON', async () => {
    for (const level of EXPORT_LEVELS) {
      const lines = (await exported('ndjson', level)).toString().trimEnd().split('\n');
      const rows = await parquetRows(await exported('parquet', level));
      const plain = rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'bigint' ? Number(value) : value,
          ]),
        ),
      );
      const asJson = plain.map((row) => JSON.parse(JSON.stringify(row)));
      expect(asJson).toEqual(lines.map((line) => JSON.parse(line)));
    }
  });

  it('gives what was marked, and what was seen in each showing, with their texts', async () => {
    const lines = (await exported('ndjson', 'markers')).toString().trimEnd().split('\n');
    const [first, open] = lines.map((line) => JSON.parse(line));
    const startMs = Date.UTC(2026, 5, 1, 12);
    expect(first).toMatchObject({
      ...{ start_ms: startMs, end: new Date(startMs + 2000).toISOString(), marker_id: 1 },
      ...{ kind: 'content', content_id: 'spot-1', name: 'Coffee, "hot"', doubt: null },
      ...{ set_by: 'token:player', details: '{"slot":3}' },
    });
    expect(open).toMatchObject({ end: null, end_ms: null, end_local: null });
    const csv = (await exported('csv', 'showings')).toString().trimEnd().split('\n');
    expect(csv).toHaveLength(2);
    expect(csv[1]).toContain('spot-1,"Coffee, ""hot""",true,1,');
    const [showing] = await parquetRows(await exported('parquet', 'showings'));
    expect(showing).toMatchObject({
      ...{ start: new Date(startMs), content_id: 'spot-1', watched: true, seen: 1 },
      ...{ view_ms: 2000n, happy_ms: 2000, unclear_ms: 0 },
    });
  });

  it('splits a long Parquet export into row groups without losing rows', async () => {
    recordStay(open, { trackId: 3, durationMs: 2_100_000 });
    open.store.flush();
    const bytes = await exported('parquet');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(
      parquetMetadata(file as ArrayBuffer).row_groups.map((group) => Number(group.num_rows)),
    ).toEqual([10_000, 523]);
    const ids = (await parquetRows(bytes)).map((row) => row.observation_id);
    expect(new Set(ids).size).toBe(10_523);
  });

  it('takes the range half-open', async () => {
    const fromMs = Date.UTC(2026, 5, 1, 12, 0, 1);
    const csv = await exported('csv', 'observation', { fromMs, toMs: fromMs + 1000 });
    expect(csv.toString().trimEnd().split('\n')).toHaveLength(1 + 5);
  });

  it('writes an empty, readable file for an empty range', async () => {
    const range = { fromMs: 0, toMs: 1 };
    expect((await exported('csv', 'minute', range)).toString()).toMatch(/^start,.*\n$/);
    expect((await exported('ndjson', 'minute', range)).length).toBe(0);
    expect(await parquetRows(await exported('parquet', 'minute', range))).toEqual([]);
  });

  it('says what is wrong with a folder without history and with an unknown zone', async () => {
    const dataDir = temporaryFolder();
    const request = { ...allTime, level: 'face', format: 'csv' } as const;
    await expect(exportHistory({ dataDir, ...request }).next()).rejects.toMatchObject({
      code: 'STORE_MISSING',
      message: expect.stringContaining(dataDir),
    });
    const wrongZone = exportHistory({ dataDir: open.dataDir, ...request, timeZone: 'Mars/Base' });
    await expect(wrongZone.next()).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('documents every column', () => {
    for (const columns of Object.values(EXPORT_COLUMNS)) {
      expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
      for (const column of columns) expect(column.description).toMatch(/^[A-Z].*\.$/);
    }
  });
});
