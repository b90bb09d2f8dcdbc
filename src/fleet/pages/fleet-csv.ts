import { timeZone } from '../../core/time-zone.js';
import type { EvidenceRule } from '../../dashboard/history/evidence.js';
import type { RollupBucket } from '../../store/store-queries.js';
import type { CellValue, ColumnKind, TableColumn } from '../../tables/table-column.js';
import { csvEncoder } from '../../tables/text-encoders.js';
import type { ComparedRow } from '../queries/audience-queries.js';
import { type ComparedFigures, comparedFigures } from './compare-page.js';
import type { KioskHealth } from './kiosk-health.js';

function column<Row>(
  name: string,
  kind: ColumnKind,
  value: (row: Row) => CellValue,
): TableColumn<Row> {
  return { name, kind, unit: null, nullable: true, description: '', value };
}

function csv<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const encoder = csvEncoder(columns, timeZone('UTC'));
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return decode(encoder.begin()) + decode(encoder.rows({ readable: (read) => rows.forEach(read) }));
}

function figureColumns<Row>(of: (row: Row) => ComparedFigures): TableColumn<Row>[] {
  return [
    column('seen', 'long', (row) => of(row).seen),
    column('visitors', 'long', (row) => of(row).visitors),
    column('watchers', 'long', (row) => of(row).watchers),
    column('happy_share', 'fraction', (row) => of(row).happyShare),
    column('mean_valence', 'fraction', (row) => of(row).meanValence),
    column('attention', 'fraction', (row) => of(row).attention),
  ];
}

/** What the overview shows, of all its pages. */
export function kiosksCsv(kiosks: readonly KioskHealth[]): string {
  return csv<KioskHealth>(
    [
      column('kiosk', 'text', ({ kiosk }) => kiosk.name),
      column('site', 'text', ({ kiosk }) => kiosk.site),
      column('box', 'text', ({ kiosk }) => kiosk.box),
      column('troubles', 'text', ({ troubles }) => troubles.join(' ')),
      column('last_seen', 'time', ({ kiosk }) => kiosk.lastSeenMs),
      column('camera', 'text', ({ kiosk }) => kiosk.camera),
      column('problem', 'text', ({ kiosk }) => kiosk.problem),
      column('version', 'text', ({ kiosk }) => kiosk.version),
      column('batches_behind', 'long', ({ batchesBehind }) => batchesBehind),
      column('rows_dropped', 'long', ({ kiosk }) => kiosk.dropped),
    ],
    kiosks,
  );
}

/** What the comparison shows. */
export function comparedCsv(rows: readonly ComparedRow[], rule: EvidenceRule): string {
  return csv<ComparedRow>(
    [
      column('site', 'text', ({ site }) => site),
      column('kiosk', 'text', ({ kiosk }) => kiosk?.name ?? null),
      column('kiosks', 'long', ({ kiosks }) => kiosks),
      ...figureColumns<ComparedRow>(({ sums }) => comparedFigures(sums, rule)),
    ],
    rows,
  );
}

/** The days of one kiosk. */
export function daysCsv(days: readonly RollupBucket[], rule: EvidenceRule): string {
  return csv<RollupBucket>(
    [
      column('from', 'time', ({ startMs }) => startMs),
      column('to', 'time', ({ endMs }) => endMs),
      ...figureColumns<RollupBucket>((day) => comparedFigures(day, rule)),
    ],
    days,
  );
}
