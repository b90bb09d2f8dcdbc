import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { DatabaseInfo } from '../store-queries.js';

/** See StoreQueries.databaseInfo. */
export function databaseInfo(statements: PreparedStatements, path: string): DatabaseInfo {
  const pragma = (name: string) => statements.db.pragma(name, { simple: true }) as number;
  const number = (sql: string) => statements.get<{ n: number | null }>(sql)?.n ?? null;
  const rows = (table: string) =>
    number(`SELECT coalesce(max(id) - min(id) + 1, 0) AS n
      FROM (SELECT (SELECT max(id) FROM ${table}) AS id UNION ALL SELECT (SELECT min(id) FROM ${table}))`) ??
    0;
  const walBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const disk = statfsSync(dirname(path));
  return {
    path,
    schemaVersion: pragma('user_version'),
    sizeBytes: statSync(path).size + walBytes,
    walBytes,
    reusableBytes: pragma('freelist_count') * pragma('page_size'),
    diskFreeBytes: disk.bavail * disk.bsize,
    observationsEstimate: rows('observations'),
    facesEstimate: rows('faces'),
    oldestObservationMs: number('SELECT min(at_ms) AS n FROM observations'),
    newestObservationMs: number('SELECT max(at_ms) AS n FROM observations'),
    oldestRollupMs: number('SELECT min(start_ms) AS n FROM rollup_hour'),
  };
}
