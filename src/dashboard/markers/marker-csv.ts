import { EkspresiError } from '../../core/errors.js';
import { checkedMarker, type MarkerDraft, markerProblem } from '../../core/marker.js';
import { draftOf, momentOf } from './marker-request.js';

/** Rows of one file; a month of showings a minute apart is 43,200. */
const MAX_ROWS = 50_000;
/** Wrong rows that are told one by one. */
const MAX_TOLD = 100;

/** Headings that players use for the same column, in lower case. */
const COLUMNS = {
  kind: ['kind', 'type'],
  id: ['id', 'content_id', 'content', 'asset', 'asset_id', 'media', 'creative'],
  name: ['name', 'title', 'content_name', 'asset_name'],
  from: ['from', 'start', 'start_time', 'started', 'played_at'],
  to: ['to', 'end', 'end_time', 'ended'],
  duration: ['duration', 'duration_s', 'seconds', 'length'],
} as const;
type Column = keyof typeof COLUMNS;

/** A row that cannot be imported: its line in the file, and why. */
interface WrongRow {
  readonly line: number;
  readonly error: EkspresiError;
}

export interface MarkerFile {
  readonly drafts: readonly MarkerDraft[];
  /** The first of them. */
  readonly wrong: readonly WrongRow[];
  readonly wrongCount: number;
}

/**
 * Reads markers from CSV: a line of headings, then one marker a row, separated by comma, semicolon
 * or tab. Times are epoch milliseconds, ISO 8601 with a zone, or local time of `timeZone`; a
 * duration in seconds may stand in place of the end.
 *
 * @throws EkspresiError USAGE for a file without the columns that are needed, or with too many rows
 */
export function readMarkerCsv(
  text: string,
  clock: {
    readonly nowMs: number;
    readonly oldestMs: number | null;
    readonly timeZone: string;
  },
): MarkerFile {
  const rows = csvRows(text.replace(/^\uFEFF/, ''));
  const heading = rows[0];
  if (heading === undefined)
    throw new EkspresiError('marker-file-invalid', { columns: 'id, from' });
  const places = columnPlaces(heading.cells);
  const missing = (['from'] as const).filter((column) => places[column] === undefined);
  if (missing.length > 0 || (places.id === undefined && places.name === undefined)) {
    throw new EkspresiError('marker-file-invalid', { columns: 'id, from, to' });
  }
  if (rows.length - 1 > MAX_ROWS)
    throw new EkspresiError('marker-file-too-long', { rows: MAX_ROWS });
  const drafts: MarkerDraft[] = [];
  const wrong: WrongRow[] = [];
  let wrongCount = 0;
  for (const { line, cells } of rows.slice(1)) {
    const cell = (column: Column) => cells[places[column] ?? -1]?.trim() || undefined;
    try {
      drafts.push(checkedMarker(rowDraft(cell, clock), clock));
    } catch (error) {
      if (!(error instanceof EkspresiError)) throw error;
      wrongCount++;
      if (wrong.length < MAX_TOLD) wrong.push({ line, error });
    }
  }
  return { drafts, wrong, wrongCount };
}

function rowDraft(
  cell: (column: Column) => string | undefined,
  clock: { readonly nowMs: number; readonly timeZone: string },
): MarkerDraft {
  const from = cell('from');
  if (from === undefined) throw markerProblem('from', 'missing');
  const startMs = momentOf('from', from, clock);
  const seconds = cell('duration');
  if (seconds !== undefined && !/^\d+([.,]\d+)?$/.test(seconds)) {
    throw markerProblem('duration', 'not-understood');
  }
  const endMs =
    seconds === undefined
      ? undefined
      : startMs + Math.round(Number(seconds.replace(',', '.')) * 1000);
  const body = {
    kind: cell('kind')?.toLowerCase(),
    id: cell('id'),
    name: cell('name'),
    from: startMs,
    to: cell('to') ?? endMs,
  };
  const draft = draftOf(body, clock);
  // What is over has an end; an import starts nothing that goes on.
  if (draft.endMs === null) throw markerProblem('to', 'missing');
  return draft;
}

function columnPlaces(heading: readonly string[]): Partial<Record<Column, number>> {
  const names = heading.map((name) => name.trim().toLowerCase().replaceAll(' ', '_'));
  return Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([column, aliases]) => {
      const place = names.findIndex((name) => (aliases as readonly string[]).includes(name));
      return place < 0 ? [] : [[column, place]];
    }),
  );
}

interface CsvRow {
  /** Of its first character, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of an RFC 4180 file that are not empty; the separator is the one of the first line. */
function csvRows(text: string): CsvRow[] {
  const first = text.split(/\r\n|\r|\n/, 1)[0] ?? '';
  const separator = [',', ';', '\t'].reduce((best, one) =>
    first.split(one).length > first.split(best).length ? one : best,
  );
  const rows: CsvRow[] = [];
  let [cells, cell, line, startLine, isQuoted] = [[] as string[], '', 1, 1, false];
  const endRow = () => {
    cells.push(cell);
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: startLine, cells });
    cells = [];
    cell = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    const isNewline = character === '\n' || (character === '\r' && text[i + 1] !== '\n');
    if (isNewline) line++;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') cell += text[++i];
      else isQuoted = false;
    } else if (character === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (character === separator) {
      cells.push(cell);
      cell = '';
    } else if (isNewline) {
      endRow();
      startLine = line;
    } else if (character !== '\r') cell += character;
  }
  endRow();
  return rows;
}
