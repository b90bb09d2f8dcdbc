import type { DecodedArray, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { TimeZone } from '../core/time-zone.js';
import type { ColumnKind, TableColumn, TableEncoder } from './table-column.js';

const TYPES: Readonly<Record<ColumnKind, Omit<SchemaElement, 'name'>>> = {
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  long: { type: 'INT64' },
  integer: { type: 'INT32' },
  fraction: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  flag: { type: 'BOOLEAN' },
};

/** The Parquet schema of an export: a root and one element a column. */
function parquetSchema(columns: readonly TableColumn<never>[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(
      (column): SchemaElement => ({
        name: column.name,
        repetition_type: column.nullable ? 'OPTIONAL' : 'REQUIRED',
        ...TYPES[column.kind],
      }),
    ),
  ];
}

/** Kinds of 64-bit integers. */
const LONG: ReadonlySet<ColumnKind> = new Set(['time', 'long']);

/** Rows of a row group: readers like few of them, the daemon's other work short ones. */
const GROUP_ROWS = 10_000;

/** Parquet, Snappy-compressed, in row groups of 10,000 rows. */
export function parquetEncoder<Row>(
  columns: readonly TableColumn<Row>[],
  zone: TimeZone,
): TableEncoder<Row> {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: parquetSchema(columns),
    createdBy: 'ekspresi',
    kvMetadata: [{ key: 'time_zone', value: zone.name }],
  });
  const group = columns.map((column) => ({ column, values: groupValues(column) }));
  let rows = 0;
  const take = (): Uint8Array => {
    const chunk = bytes.getBytes().slice();
    bytes.index = 0;
    return chunk;
  };
  const writeGroup = (): void => {
    if (rows === 0) return;
    const columnData = group.map(({ column, values }) => ({
      name: column.name,
      data: values.slice(0, rows),
      offsetIndex: false,
      // Smallest and largest help a reader to skip groups only where rows are in order.
      statistics: column.kind === 'time' || column.kind === 'long',
    }));
    file.write({ columnData, rowGroupSize: rows });
    rows = 0;
  };
  return {
    begin: take,
    rows: (some) => {
      some.readable((row) => {
        for (const { column, values } of group) {
          const value = column.value(row, zone);
          (values as unknown[])[rows] =
            typeof value === 'number' && LONG.has(column.kind) ? BigInt(value) : value;
        }
        rows++;
        if (rows === GROUP_ROWS) writeGroup();
      });
      return take();
    },
    end: () => {
      writeGroup();
      file.finish();
      return take();
    },
  };
}

/** Room for a group's values of one column; numbers in typed arrays, to spare the collector. */
function groupValues(column: TableColumn<never>): DecodedArray {
  if (!column.nullable) {
    if (column.kind === 'integer') return new Int32Array(GROUP_ROWS);
    if (column.kind === 'fraction') return new Float64Array(GROUP_ROWS);
    if (LONG.has(column.kind)) return new BigInt64Array(GROUP_ROWS);
  }
  return new Array(GROUP_ROWS).fill(null);
}
