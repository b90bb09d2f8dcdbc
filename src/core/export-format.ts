/**
 * What a row of an export is. `face` is one visit, `markers` what was marked, `showings` what was
 * seen in each showing of a content.
 */
export const EXPORT_LEVELS = [
  ...(['observation', 'face', 'minute', 'hour'] as const),
  ...(['markers', 'showings'] as const),
] as const;
export type ExportLevel = (typeof EXPORT_LEVELS)[number];

export const EXPORT_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
