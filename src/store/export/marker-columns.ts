import type { StoredRow } from '../../sqlite/unreadable-row.js';
import { UnreadableRow } from '../../sqlite/unreadable-row.js';
import { requireReadableMarker } from '../markers/marker-rows.js';
import { requireText } from '../queries/readable-rows.js';
import {
  column,
  counted,
  type ExportColumn,
  flag,
  nullable,
  quotient,
  type Read,
  stored,
} from './column-parts.js';
import { durations, moment, timeZoneName } from './time-columns.js';

const text = (name: string, description: string) =>
  column(name, 'text', null, description, (row) => requireText(name, row.get(name)));

const textOrNull = (name: string, description: string) => {
  const read: Read = (row) => (row.get(name) === null ? null : requireText(name, row.get(name)));
  return nullable(column(name, 'text', null, description, read));
};

/** The columns, the first of which refuses a row that cannot be. */
function checked(
  [first, ...others]: readonly ExportColumn[],
  requireSound: (row: StoredRow) => void,
): ExportColumn[] {
  const known = first as ExportColumn;
  const value: Read = (row, zone) => {
    requireSound(row);
    return known.value(row, zone);
  };
  return [{ ...known, value }, ...others];
}

/** While a marker goes on it has no end. */
const endOrNull = moment('end', 'end_ms', 'End; empty while it goes on').map((always) =>
  nullable({
    ...always,
    value: (row, zone) => (row.get('end_ms') === null ? null : always.value(row, zone)),
  }),
);

/** The level `markers`: what was marked, as it was told. */
export const markerColumns: readonly ExportColumn[] = [
  ...checked(moment('start', 'start_ms', 'Beginning'), requireReadableMarker),
  ...endOrNull,
  timeZoneName,
  column('marker_id', 'long', null, 'Number of the marker.', stored('id')),
  text('kind', 'Kind: content, note or session.'),
  textOrNull('content_id', 'Which content or stimulus; empty for a note.'),
  text('name', 'Name for people.'),
  textOrNull('doubt', 'Why its span counts in no report; empty where it counts.'),
  text('set_by', 'User, token or program that set it.'),
  textOrNull('details', 'What else belongs to it, as JSON.'),
];

function requireSoundShowing(row: StoredRow): void {
  if (row.get('sound') !== 1) throw new UnreadableRow('sums', row.get('marker_id'));
}

/** The level `showings`: what the kiosk saw in each showing that was counted. */
export const showingColumns: readonly ExportColumn[] = [
  ...checked(moment('start', 'start_ms', 'Beginning of the showing'), requireSoundShowing),
  ...moment('end', 'end_ms', 'End of the showing, exclusive'),
  timeZoneName,
  column('marker_id', 'long', null, 'Number of its marker.', stored('marker_id')),
  text('content_id', 'Which content.'),
  textOrNull('name', 'Name of the content, by its marker.'),
  column('watched', 'flag', null, 'The kiosk analysed frames meanwhile.', flag('watched')),
  counted('seen', 'Faces in view.'),
  nullable(
    counted('watchers', 'Faces that looked for `attention.watcherMs`; empty: not measured.'),
  ),
  column('view_ms', 'long', 'ms', 'Face-time in view.', stored('view_ms')),
  nullable(
    column(
      'attention_ms',
      'long',
      'ms',
      'Face-time of looking; empty: not measured.',
      stored('attention_ms'),
    ),
  ),
  ...durations('Face-time'),
  column('unclear_ms', 'integer', 'ms', 'Face-time of unclear readings.', stored('unclear_ms')),
  nullable(
    column(
      'mean_valence',
      'fraction',
      '−1…1',
      'Mean valence over the face-time in which it was known; empty without any.',
      quotient('valence_sum', 'valence_ms'),
    ),
  ),
];
