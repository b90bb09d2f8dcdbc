import { UnreadableRow } from '../../sqlite/unreadable-row.js';
import { LATEST_MS } from '../measure-columns.js';

/** Rows as they are asked for, and how many were left out since damage has made them impossible. */
export interface ReadableRows<Row> {
  readonly rows: readonly Row[];
  readonly unreadable: number;
}

/** Reads stored rows one by one; those that `read` refuses with UnreadableRow are counted. */
export function readableRows<Stored, Row>(
  stored: readonly Stored[],
  read: (row: Stored) => Row,
): ReadableRows<Row> {
  const rows: Row[] = [];
  for (const row of stored) {
    try {
      rows.push(read(row));
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
    }
  }
  return { rows, unreadable: stored.length - rows.length };
}

/** @throws UnreadableRow for anything but a text */
export function requireText(column: string, stored: unknown): string {
  if (typeof stored === 'string') return stored;
  throw new UnreadableRow(column, stored);
}

/** @throws UnreadableRow for a text that is no JSON object */
export function storedDetails(text: string): Readonly<Record<string, unknown>> {
  try {
    const details: unknown = JSON.parse(text);
    if (typeof details === 'object' && details !== null) return details as Record<string, unknown>;
  } catch {
    // Told below, as JSON that is no object.
  }
  throw new UnreadableRow('details', text);
}

/** @throws UnreadableRow for a moment before 1970 or after 2200, which no clock has ever shown. */
export function storedMoment(column: string, atMs: number | null | undefined): number {
  if (Number.isInteger(atMs) && (atMs as number) >= 0 && (atMs as number) < LATEST_MS) {
    return atMs as number;
  }
  throw new UnreadableRow(column, atMs ?? null);
}
