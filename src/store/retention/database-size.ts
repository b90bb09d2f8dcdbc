import type { RetentionContext } from './retention-context.js';

/** About what a row takes with its indexes. */
const OBSERVATION_BYTES = 100;
const FACE_BYTES = 250;

/** Bytes of pages in use, without the free ones. */
export function liveBytes({ statements }: RetentionContext): number {
  const pragma = (name: string) => statements.db.pragma(name, { simple: true }) as number;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** About how much of that is taken by anything but observations and faces; counts no rows. */
export function otherBytes(context: RetentionContext): number {
  const span = (table: string) =>
    context.statements.get<{ rows: number }>(
      `SELECT coalesce((SELECT max(id) FROM ${table}) - (SELECT min(id) FROM ${table}) + 1, 0)
       AS rows`,
    )?.rows ?? 0;
  return liveBytes(context) - span('observations') * OBSERVATION_BYTES - span('faces') * FACE_BYTES;
}
