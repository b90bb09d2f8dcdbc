import type { ExportFormat } from '../core/export-format.js';
import { timeZone } from '../core/time-zone.js';
import { TABLE_ENCODERS } from '../tables/table-encoders.js';
import type { AnalysisLine } from './analysis-lines.js';
import { analysisColumns } from './analysis-table.js';

/** Lines of `analyze` as the bytes of a format. */
export interface AnalysisEncoder {
  begin(): Uint8Array;
  lines(lines: readonly AnalysisLine[]): Uint8Array;
  end(): Uint8Array;
}

const text = new TextEncoder();
const NOTHING = new Uint8Array(0);

/**
 * NDJSON has the objects of the command's contract, CSV and Parquet a column for each number.
 */
export function analysisEncoder(
  format: ExportFormat,
  columns: { readonly landmarks: boolean },
): AnalysisEncoder {
  if (format === 'ndjson') {
    return {
      begin: () => NOTHING,
      lines: (lines) => text.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
      end: () => NOTHING,
    };
  }
  const encoder = TABLE_ENCODERS[format](analysisColumns(columns), timeZone('UTC'));
  return {
    begin: encoder.begin,
    lines: (lines) => encoder.rows({ readable: (read) => lines.forEach(read) }),
    end: encoder.end,
  };
}
