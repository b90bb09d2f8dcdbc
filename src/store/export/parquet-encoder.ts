import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { TimeZone } from '../time-zone.js';
import type { CellValue, ColumnKind, ExportColumn } from './export-column.js';
import type { RowEncoder } from './row-encoder.js';

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
export function parquetSchema(columns: readonly ExportColumn[]): SchemaElement[] {
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

/** Parquet, Snappy-compressed; each page of rows becomes one row group. */
export function parquetEncoder(columns: readonly ExportColumn[], zone: TimeZone): RowEncoder {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: parquetSchema(columns),
    createdBy: 'ekspresi',
    kvMetadata: [{ key: 'time_zone', value: zone.name }],
  });
  const take = (): Uint8Array => {
    const chunk = bytes.getBytes().slice();
    bytes.index = 0;
    return chunk;
  };
  return {
    begin: take,
    rows: (rows) => {
      const columnData = columns.map((column) => ({
        name: column.name,
        data: rows.map((row) => parquetValue(column, column.value(row, zone))),
        offsetIndex: false,
      }));
      file.write({ columnData, rowGroupSize: rows.length });
      return take();
    },
    end: () => {
      file.finish();
      return take();
    },
  };
}

function parquetValue(column: ExportColumn, value: CellValue): CellValue | bigint {
  const isLong = column.kind === 'long' || column.kind === 'time';
  return isLong && typeof value === 'number' ? BigInt(value) : value;
}
