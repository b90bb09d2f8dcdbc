import { type AudienceRule, FUNNEL_COLUMNS, SMILE_MS } from '../audience.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { HOUR_MS, MINUTE_MS } from '../rollups/rollup-sums.js';

/** Keys of the milliseconds by which the stored sums count a face as visitor and watcher. */
const KEYS = { visitMs: 'visit-ms', watcherMs: 'watcher-ms' } as const;
const DEFAULT_RULE: AudienceRule = { visitMs: 3000, watcherMs: 1000 };
const NAMES = ['visitMs', 'watcherMs'] as const;

const storedSql = (name: (typeof NAMES)[number]) =>
  `coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '${KEYS[name]}'), ${DEFAULT_RULE[name]})`;

/** SQL for the dwell time of a visitor; the default for a history that never counted any. */
export const VISIT_MS_SQL = storedSql('visitMs');
/** SQL for the attention time of a watcher. */
export const WATCHER_MS_SQL = storedSql('watcherMs');

/** The times by which the stored sums count visitors and watchers. */
export function storedAudienceRule(statements: PreparedStatements): AudienceRule {
  const stored = statements.get<AudienceRule>(
    `SELECT ${VISIT_MS_SQL} AS visitMs, ${WATCHER_MS_SQL} AS watcherMs`,
  );
  return stored ?? DEFAULT_RULE;
}

/** Steps of the funnel of the faces that appeared in a row's span; parameters: rule, smile. */
const FUNNEL_SQL = `SELECT
  coalesce(sum(attention_ms >= @watcherMs), 0),
  coalesce(sum(attention_ms >= @watcherMs AND dwell_ms >= @visitMs), 0),
  coalesce(sum(attention_ms >= @watcherMs AND dwell_ms >= @visitMs AND happy_ms >= ${SMILE_MS}), 0)
  FROM faces`;

/**
 * Counts the visitors and the steps of the funnel of all minutes and hours again where the sums
 * were counted by other times, or by none as in earlier versions. That reaches as far back as faces
 * are stored; older sums keep what they have, and where attention was not measured the funnel stays
 * null. A face counts where it was first seen.
 */
export function adoptAudienceRule(statements: PreparedStatements, rule: AudienceRule): void {
  const isKnown = NAMES.every((name) => {
    const known = statements.get<{ value: string }>(
      'SELECT value FROM meta WHERE key = ?',
      KEYS[name],
    );
    return known?.value === String(rule[name]);
  });
  if (isKnown) return;
  const first = statements.get<{ id: number; at: number }>(
    'SELECT id, first_seen_ms AS at FROM faces ORDER BY id LIMIT 1',
  );
  // Retention deletes from the lowest number on; of the hour that it has reached some may be gone.
  const isWhole = first === undefined || first.id === 1;
  const fromMs = isWhole ? 0 : Math.ceil(first.at / HOUR_MS) * HOUR_MS;
  const { visitMs, watcherMs } = rule;
  statements.db
    .transaction(() => {
      for (const [table, spanMs] of [
        ['rollup_minute', MINUTE_MS],
        ['rollup_hour', HOUR_MS],
      ] as const) {
        const here = `first_seen_ms >= start_ms AND first_seen_ms < start_ms + ${spanMs}`;
        statements.db
          .prepare(
            `UPDATE ${table} SET visitors =
               (SELECT count(*) FROM faces WHERE ${here} AND dwell_ms >= @visitMs)
             WHERE start_ms >= @fromMs`,
          )
          .run({ visitMs, fromMs });
        statements.db
          .prepare(
            `UPDATE ${table} SET (${FUNNEL_COLUMNS.join(', ')}) = (${FUNNEL_SQL} WHERE ${here})
             WHERE start_ms >= @fromMs AND (watchers IS NOT NULL
               OR EXISTS (SELECT 1 FROM faces WHERE ${here} AND looked IS NOT NULL))`,
          )
          .run({ visitMs, watcherMs, fromMs });
      }
      for (const name of NAMES) {
        statements.run(
          'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          KEYS[name],
          String(rule[name]),
        );
      }
    })
    .immediate();
}
