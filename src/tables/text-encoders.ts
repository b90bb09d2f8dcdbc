import type { TimeZone } from '../core/time-zone.js';
import type { CellValue, TableColumn, TableEncoder } from './table-column.js';

/** A cell that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One CSV field (RFC 4180). A text that a spreadsheet would take for a formula gets an
 * apostrophe before it; numbers are left alone.
 */
export function csvField(value: CellValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textValue<Row>(column: TableColumn<Row>, row: Row, zone: TimeZone): CellValue {
  const value = column.value(row, zone);
  return column.kind === 'time' && typeof value === 'number'
    ? new Date(value).toISOString()
    : value;
}

/** CSV: UTF-8, one line of column names, comma, `\n`. */
export function csvEncoder<Row>(
  columns: readonly TableColumn<Row>[],
  zone: TimeZone,
): TableEncoder<Row> {
  const text = new TextEncoder();
  return {
    begin: () => text.encode(`${columns.map((column) => csvField(column.name)).join(',')}\n`),
    rows: (some) => {
      let lines = '';
      some.readable((row) => {
        lines += `${columns.map((column) => csvField(textValue(column, row, zone))).join(',')}\n`;
      });
      return text.encode(lines);
    },
    end: () => new Uint8Array(0),
  };
}

/** NDJSON: one object a line, the columns as its keys, null where a cell is empty. */
export function ndjsonEncoder<Row>(
  columns: readonly TableColumn<Row>[],
  zone: TimeZone,
): TableEncoder<Row> {
  const text = new TextEncoder();
  const keys = columns.map((column) => `${JSON.stringify(column.name)}:`);
  return {
    begin: () => new Uint8Array(0),
    rows: (some) => {
      let lines = '';
      some.readable((row) => {
        const cells = columns.map(
          (column, place) => keys[place] + JSON.stringify(textValue(column, row, zone)),
        );
        lines += `{${cells.join(',')}}\n`;
      });
      return text.encode(lines);
    },
    end: () => new Uint8Array(0),
  };
}
