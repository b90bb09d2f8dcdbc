import type { ExportFormat } from '../core/export-format.js';
import type { TimeZone } from '../core/time-zone.js';
import { parquetEncoder } from './parquet-encoder.js';
import type { TableColumn, TableEncoder } from './table-column.js';
import { csvEncoder, ndjsonEncoder } from './text-encoders.js';

type CreateEncoder = <Row>(
  columns: readonly TableColumn<Row>[],
  zone: TimeZone,
) => TableEncoder<Row>;

/** The formats that a table is written in. */
export const TABLE_ENCODERS: Readonly<Record<ExportFormat, CreateEncoder>> = {
  csv: csvEncoder,
  ndjson: ndjsonEncoder,
  parquet: parquetEncoder,
};
