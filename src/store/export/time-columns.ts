import { EXPRESSIONS } from '../../core/expression.js';
import type { StoredRow } from '../../sqlite/unreadable-row.js';
import { storedMoment } from '../queries/readable-rows.js';
import { column, type ExportColumn, stored } from './column-parts.js';
import { localIsoTime } from './local-time.js';

const momentOf = (source: string) => (row: StoredRow) => storedMoment(source, row.get(source));

/** The moment three ways: for people, for programs, and as the clock on the wall showed it. */
export const moment = (name: string, source: string, what: string): ExportColumn[] => [
  column(name, 'time', 'UTC', `${what}, ISO 8601 in UTC.`, momentOf(source)),
  column(`${name}_ms`, 'long', 'ms', `${what}, ms since 1970-01-01 UTC.`, momentOf(source)),
  column(
    `${name}_local`,
    'text',
    null,
    `${what}, ISO 8601 in the zone of \`time_zone\`, with its offset.`,
    (row, zone) => localIsoTime(momentOf(source)(row), zone),
  ),
];

export const timeZoneName = column(
  'time_zone',
  'text',
  null,
  'IANA name of the zone of the local times.',
  (_row, zone) => zone.name,
);

export const durations = (what: string): ExportColumn[] =>
  EXPRESSIONS.map((name) =>
    column(
      `${name}_ms`,
      'integer',
      'ms',
      `${what} with the expression *${name}*.`,
      stored(`${name}_ms`),
    ),
  );
