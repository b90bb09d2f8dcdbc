import { EXPRESSIONS } from '../core/expression.js';
import { isNullWhenStored, type Measure } from '../core/measure.js';
import type { MeasureValues, StoredMeasureValues } from '../core/measure-values.js';
import { measures } from '../core/measures.js';
import { type StoredRow, UnreadableRow } from '../sqlite/unreadable-row.js';

/** 1 January 2200: no row of ours is later, whatever the clock of the box said. */
export const LATEST_MS = 7_258_118_400_000;

type StoredValue = StoredMeasureValues[keyof StoredMeasureValues];
type Read = (row: StoredRow) => StoredValue;

const BOX_SIDES = ['x', 'y', 'width', 'height'] as const;

/** The columns of a measure in `observations`; none for one that follows from others. */
export function columnsOf({ kind, column }: Measure): readonly string[] {
  if (column === null) return [];
  if (kind === 'probabilities') return EXPRESSIONS.map((name) => `${column}_${name}`);
  if (kind === 'box') return BOX_SIDES.map((side) => `${column}_${side}`);
  return [column];
}

export const MEASURE_COLUMNS = measures.flatMap(columnsOf);

/** Packs the measures of one face in the order of {@link MEASURE_COLUMNS}. */
export function packMeasures(values: MeasureValues): (number | null)[] {
  return measures
    .filter(({ column }) => column !== null)
    .flatMap((measure) => pack(measure, values[measure.name as keyof MeasureValues]));
}

function pack(measure: Measure, value: MeasureValues[keyof MeasureValues]): (number | null)[] {
  if (value === null) return [null];
  switch (measure.kind) {
    case 'flag':
      return [value ? 1 : 0];
    case 'expression':
      return [EXPRESSIONS.indexOf(value as MeasureValues['expression'])];
    case 'probabilities':
      return EXPRESSIONS.map((_, i) => scaled(measure, (value as readonly number[])[i] ?? 0));
    case 'box':
      return BOX_SIDES.map((side) => scaled(measure, (value as MeasureValues['box'])[side]));
    case 'number':
      return [scaled(measure, value as number)];
  }
}

/** Within the limits of the measure; one number that is not finite would break a whole batch. */
function scaled(measure: Measure, value: number): number {
  if (!Number.isFinite(value)) return 0;
  const [least, most] = limitsOf(measure);
  return Math.min(Math.max(Math.round(value * (measure.scale ?? 1)), least), most);
}

/** Smallest and largest integer that a measure is stored as. */
function limitsOf({ range = [null, null], scale = 1 }: Measure): [least: number, most: number] {
  const [least, most] = range;
  return [
    least === null ? Number.MIN_SAFE_INTEGER : least * scale,
    most === null ? Number.MAX_SAFE_INTEGER : most * scale,
  ];
}

/**
 * How a measure is read of a row. What is returned throws {@link UnreadableRow} for a value that
 * none of ours can be.
 */
export function readerOf(measure: Measure): Read {
  const { kind, column, scale = 1 } = measure;
  const [least, most] = limitsOf(measure);
  if (column === null) {
    // The smoothed probability of the row's expression.
    return (row) =>
      wholeNumber(row, `smoothed_${readExpression(row, 'expression')}`, least, most) / scale;
  }
  const columns = columnsOf(measure);
  const isNull = isNullWhenStored(measure)
    ? (row: StoredRow) => row.get(column) === null
    : () => false;
  switch (kind) {
    case 'flag':
      return (row) => (isNull(row) ? null : wholeNumber(row, column, 0, 1) === 1);
    case 'expression':
      return (row) => readExpression(row, column);
    case 'probabilities':
      return (row) => columns.map((name) => wholeNumber(row, name, least, most) / scale);
    case 'box':
      return (row) => {
        const [x, y, width, height] = columns.map((name) => wholeNumber(row, name, least, most));
        return { x, y, width, height } as StoredMeasureValues['box'];
      };
    case 'number':
      return (row) => (isNull(row) ? null : wholeNumber(row, column, least, most) / scale);
  }
}

const READERS = measures.map((measure) => [measure.name, readerOf(measure)] as const);

/**
 * Reads all measures of one row.
 *
 * @throws UnreadableRow
 */
export function readMeasures(row: StoredRow): StoredMeasureValues {
  return Object.fromEntries(
    READERS.map(([name, read]) => [name, read(row)]),
  ) as unknown as StoredMeasureValues;
}

/** Number under which an expression is stored: its place in EXPRESSIONS. */
export function expressionNumber(expression: MeasureValues['expression']): number {
  return EXPRESSIONS.indexOf(expression);
}

/**
 * The expression whose number stands in a column.
 *
 * @throws UnreadableRow
 */
export function readExpression(row: StoredRow, column: string): MeasureValues['expression'] {
  const stored = wholeNumber(row, column, 0, EXPRESSIONS.length - 1);
  return EXPRESSIONS[stored] as MeasureValues['expression'];
}

/** @throws UnreadableRow unless the column holds a whole number between the two. */
export function wholeNumber(
  row: StoredRow,
  column: string,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  const stored = row.get(column);
  if (stored === null || !Number.isInteger(stored) || stored < least || stored > most) {
    throw new UnreadableRow(column, stored);
  }
  return stored;
}
