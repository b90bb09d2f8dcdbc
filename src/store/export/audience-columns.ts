import { EXPRESSIONS } from '../../core/expression.js';
import { ATTENTION_VALENCE_COUNT, ATTENTION_VALENCE_SUM } from '../audience.js';
import { column, counted, type ExportColumn, nullable, quotient, stored } from './column-parts.js';

/** What a visit says of attention. */
export const visitAudienceColumns: readonly ExportColumn[] = [
  nullable(
    column(
      'watcher',
      'flag',
      null,
      'Looked at the screen for `attention.watcherMs`; null where it was not measured.',
      (row) => (row.get('watcher') === null ? null : row.get('watcher') === 1),
    ),
  ),
  nullable(
    column(
      'first_look_ms',
      'integer',
      'ms',
      'From the first sighting to the first look; null for one that never looked.',
      stored('first_look_ms'),
    ),
  ),
];

/** What a minute or an hour says of attention. */
export const rollupAudienceColumns: readonly ExportColumn[] = [
  nullable(
    counted('watchers', 'Of the faces that appeared, those that looked `attention.watcherMs`.'),
  ),
  nullable(counted('watchers_stopped', 'Of the watchers, those that stayed `store.visitSeconds`.')),
  nullable(counted('watchers_smiled', 'Of those, the ones with half a second of clear smile.')),
  ...EXPRESSIONS.map((name) =>
    nullable(
      column(
        `attention_${name}_ms`,
        'integer',
        'ms',
        `Face-time with the expression *${name}* while looking; null before schema 5.`,
        stored(`attention_${name}_ms`),
      ),
    ),
  ),
  nullable(
    column(
      'mean_attention_valence',
      'fraction',
      '−1…1',
      'Mean valence while looking; null without any.',
      quotient(ATTENTION_VALENCE_SUM, ATTENTION_VALENCE_COUNT),
    ),
  ),
];
