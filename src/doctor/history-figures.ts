import { existsSync, statSync } from 'node:fs';
import { describeError } from '../core/errors.js';
import { openReader } from '../store/database/connections.js';
import { databasePath } from '../store/database/data-folder.js';

const TABLES = ['runs', 'faces', 'observations', 'events', 'rollup_minute', 'rollup_hour'] as const;
const MOST_EVENTS = 300;

/**
 * What helps to find a fault in a history without telling of anybody in it: sizes, highest
 * row numbers (which cost nothing, unlike counts), and the kiosk's own events.
 */
export function historyFigures(dataDir: string): Record<string, unknown> {
  const path = databasePath(dataDir);
  if (!existsSync(path)) return { exists: false };
  const size = (suffix: string) =>
    statSync(`${path}${suffix}`, { throwIfNoEntry: false })?.size ?? 0;
  const files = { bytes: size(''), walBytes: size('-wal') };
  try {
    const db = openReader(path);
    try {
      const events = db.prepare(
        'SELECT at_ms AS atMs, level, kind, message FROM events ORDER BY id DESC LIMIT ?',
      );
      return {
        ...{ exists: true, ...files, schema: db.pragma('user_version', { simple: true }) },
        highestRow: Object.fromEntries(
          TABLES.map((table) => [
            table,
            db.prepare(`SELECT max(rowid) FROM ${table}`).pluck().get() ?? 0,
          ]),
        ),
        events: events.all(MOST_EVENTS),
      };
    } finally {
      db.close();
    }
  } catch (error) {
    return { exists: true, ...files, unreadable: describeError(error) };
  }
}
