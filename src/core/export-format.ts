/** What a row of an export is. `face` is one visit. */
export const EXPORT_LEVELS = ['observation', 'face', 'minute', 'hour'] as const;
export type ExportLevel = (typeof EXPORT_LEVELS)[number];

export const EXPORT_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
