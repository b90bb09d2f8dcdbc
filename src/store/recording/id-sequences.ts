import type { PreparedStatements } from '../database/prepared-statements.js';

/** The next row number of each table. There is one writer, so it can count by itself. */
export interface IdSequences {
  run: number;
  face: number;
  observation: number;
  event: number;
}

/**
 * Reads where to go on. Numbers are not given twice while anything still mentions them,
 * even after retention has deleted the rows.
 */
export function readIdSequences(statements: PreparedStatements): IdSequences {
  const highest = (sql: string) => statements.get<{ n: number | null }>(sql)?.n ?? 0;
  const marked = (column: string) => highest(`SELECT max(${column}) - 1 AS n FROM time_marks`);
  const observation = Math.max(
    highest('SELECT max(id) AS n FROM observations'),
    highest('SELECT last_observation_id AS n FROM faces ORDER BY id DESC LIMIT 1'),
    marked('next_observation_id'),
  );
  return {
    run: highest('SELECT max(id) AS n FROM runs') + 1,
    face: Math.max(highest('SELECT max(id) AS n FROM faces'), marked('next_face_id')) + 1,
    observation: observation + 1,
    event: Math.max(highest('SELECT max(id) AS n FROM events'), marked('next_event_id')) + 1,
  };
}

/** After a change of database: goes on from the higher number of each. */
export function raiseIdSequences(numbers: IdSequences, found: IdSequences): void {
  for (const key of ['run', 'face', 'observation', 'event'] as const) {
    numbers[key] = Math.max(numbers[key], found[key]);
  }
}
