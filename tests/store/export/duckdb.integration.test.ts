import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import { exportHistory } from '../../../src/store/export/export-history.js';
import {
  openTestStore,
  recordStay,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

async function duckRows(sql: string) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

it.each(['parquet', 'csv'] as const)('DuckDB reads the %s of observations', async (format) => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 3000, expression: 'happy' });
  recordStay(open, { trackId: 2, durationMs: 1000, expression: 'fear' });
  open.store.flush();
  const path = join(temporaryFolder(), `observations.${format}`);
  const chunks: Uint8Array[] = [];
  const request = { level: 'observation', format, timeZone: 'Asia/Jakarta' } as const;
  const stream = exportHistory({
    dataDir: open.dataDir,
    fromMs: 0,
    toMs: Date.UTC(2030, 0, 1),
    ...request,
  });
  for await (const chunk of stream) chunks.push(chunk);
  writeFileSync(path, Buffer.concat(chunks));

  const rows = await duckRows(
    `SELECT expression, count(*)::INTEGER AS n, min(time_ms)::VARCHAR AS first,
       any_value(time_zone) AS zone, round(avg(smoothed_happy), 2)::DOUBLE AS happy
     FROM '${path}' GROUP BY expression ORDER BY expression`,
  );
  expect(rows).toMatchObject([
    { expression: 'fear', n: 6, zone: 'Asia/Jakarta' },
    { expression: 'happy', n: 16, zone: 'Asia/Jakarta', happy: 0.7 },
  ]);
  expect(rows[1]?.first).toBe(String(Date.UTC(2026, 5, 1, 12)));
  const [type] = await duckRows(
    `SELECT typeof(time) AS time, typeof(time_ms) AS ms FROM '${path}' LIMIT 1`,
  );
  expect(type?.time).toMatch(/^TIMESTAMP/);
  expect(type?.ms).toBe('BIGINT');
});
