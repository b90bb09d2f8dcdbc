import type { ExportLevel } from '../../core/export-format.js';
import { EXPRESSIONS } from '../../core/expression.js';
import { isNullWhenStored, type Measure } from '../../core/measure.js';
import { measures } from '../../core/measures.js';
import { UnreadableRow } from '../../sqlite/unreadable-row.js';
import { columnsOf, readExpression, readerOf } from '../measure-columns.js';
import { SUMMED_MEASURES } from '../measure-sums.js';
import { storedMoment } from '../queries/readable-rows.js';
import { rollupAudienceColumns, visitAudienceColumns } from './audience-columns.js';
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
import { markerColumns, showingColumns } from './marker-columns.js';
import { durations, moment, timeZoneName } from './time-columns.js';

const identity = [
  counted('run_id', 'Number of the run (one start of the analysis).'),
  counted(
    'track_id',
    'Number of the face within its run, in order of appearance. Not an identity: it ends when the face leaves.',
  ),
];

/** The columns of a measure: several for a vector and a box, whose values are read one by one. */
function measureColumns(measure: Measure): ExportColumn[] {
  const { name, kind, unit = null, description, scale = 1 } = measure;
  const read = readerOf(measure);
  const withNulls = isNullWhenStored(measure) ? nullable : (always: ExportColumn) => always;
  switch (kind) {
    case 'probabilities':
      return EXPRESSIONS.map((expression, i) => {
        const text = description.replace('each expression', `*${expression}*`);
        const value = readerOf({ ...measure, kind: 'number', column: columnsOf(measure)[i] ?? '' });
        return column(`${name}_${expression}`, 'fraction', unit, text, value as Read);
      });
    case 'box':
      return columnsOf(measure).map((side) =>
        column(side, 'integer', unit, BOX_WORDS[side] ?? description, stored(side)),
      );
    case 'flag':
      return [withNulls(column(name, 'flag', unit, description, read as Read))];
    case 'expression':
      return [column(name, 'text', unit, description, read as Read)];
    case 'number':
      return [
        withNulls(
          column(name, scale === 1 ? 'integer' : 'fraction', unit, description, read as Read),
        ),
      ];
  }
}

const BOX_WORDS: Readonly<Record<string, string>> = {
  box_x: 'Left edge of the face in the frame.',
  box_y: 'Upper edge of the face in the frame.',
  box_width: 'Width of the face.',
  box_height: 'Height of the face.',
};

const snakeCase = (name: string) =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The sums of the catalogue over a span of time. */
const sumColumns = SUMMED_MEASURES.map((sum): ExportColumn => {
  const { field, by, description } = sum;
  if (by === 'mean') {
    const value = quotient(sum.column, sum.countColumn as string);
    return nullable(column(snakeCase(field), 'fraction', sum.unit, description, value));
  }
  const unit = by === 'time' ? 'ms' : null;
  const whole = column(sum.column, 'integer', unit, description, stored(sum.column));
  return sum.nullable ? nullable(whole) : whole;
});

/** The sums of the catalogue over a visit. */
const visitColumns = SUMMED_MEASURES.flatMap(({ by, unit, description, visitColumn }) => {
  if (visitColumn === null) return [];
  const [kind, of] = by === 'mean' ? (['fraction', unit] as const) : (['integer', 'ms'] as const);
  return [nullable(column(visitColumn, kind, of, description, stored(visitColumn)))];
});

/** The first two keep the places that they have had; what came later stands at the end. */
const [meanConfidence, blinks, ...laterSums] = sumColumns as [
  ExportColumn,
  ExportColumn,
  ...ExportColumn[],
];

const observationColumns = [
  ...moment('time', 'at_ms', 'When the frame was taken'),
  timeZoneName,
  column(
    'observation_id',
    'long',
    null,
    'Row number; its order is the order of recording, whatever the clock did.',
    stored('id'),
  ),
  counted('face_id', 'Number of the face, unique in the database.'),
  ...identity,
  column('age_ms', 'integer', 'ms', 'Time since the face was first seen.', stored('age_ms')),
  ...measures.flatMap(measureColumns),
  nullable(
    column(
      'media_time_ms',
      'long',
      'ms',
      'Place of the frame in the recording; empty for live pictures.',
      stored('media_time_ms'),
    ),
  ),
];

const faceColumns = [
  ...moment('first_seen', 'first_seen_ms', 'When the face was first seen'),
  ...moment('last_seen', 'last_seen_ms', 'When the face was last seen'),
  timeZoneName,
  counted('face_id', 'Number of the face, unique in the database.', 'id'),
  ...identity,
  column(
    'dwell_ms',
    'integer',
    'ms',
    'Dwell time, by a clock that does not jump.',
    stored('dwell_ms'),
  ),
  column('present', 'flag', null, 'Still in view when exported.', flag('present')),
  nullable(
    counted(
      'blinks',
      'Blinks counted; null where eyes or frame rate did not allow it.',
      'blink_count',
    ),
  ),
  column('dominant_expression', 'text', null, 'Expression shown longest.', (row) =>
    readExpression(row, 'dominant'),
  ),
  ...durations('Time'),
  counted('observations', 'Observations stored of this face.'),
  ...visitColumns,
  column(
    'visitor',
    'flag',
    null,
    'In view for `store.visitSeconds`; false: passed.',
    flag('visitor'),
  ),
  ...visitAudienceColumns,
];

/** @throws UnreadableRow for sums that cannot be. */
const soundStart: Read = (row) => {
  if (row.get('sound') !== 1) throw new UnreadableRow('sums', row.get('start_ms'));
  return storedMoment('start_ms', row.get('start_ms'));
};

const [startTime, ...startOtherwise] = moment('start', 'start_ms', 'Begin of the span') as [
  ExportColumn,
  ...ExportColumn[],
];

const rollupColumns = [
  { ...startTime, value: soundStart },
  ...startOtherwise,
  timeZoneName,
  counted('faces_seen', 'Distinct faces in view in the span.'),
  counted('faces_appeared', 'Faces whose visit began in the span; may be added up.'),
  counted('faces_left', 'Faces whose visit ended in the span.'),
  nullable(
    column(
      'mean_dwell_ms',
      'fraction',
      'ms',
      'Mean dwell time of the faces that left; null when none did.',
      quotient('dwell_left_ms', 'faces_left'),
    ),
  ),
  ...durations('Face-time (two faces for one second are 2000)'),
  blinks,
  counted('observations', 'Analysed observations, stored or not.'),
  counted('stored_observations', 'Observations stored.', 'stored'),
  meanConfidence,
  nullable(
    column(
      'mean_light',
      'fraction',
      '0…255',
      'Mean gray of the frames; null when there were none.',
      quotient('light_sum', 'frames'),
    ),
  ),
  counted('frames', 'Analysed frames.'),
  ...laterSums,
  nullable(
    counted('visitors', 'Of the faces that appeared, those that stayed `store.visitSeconds`.'),
  ),
  nullable(
    column('passed', 'integer', null, 'Of the faces that appeared, the others.', (row) => {
      const visitors = row.get('visitors');
      return visitors === null ? null : Math.max(0, (row.get('faces_appeared') ?? 0) - visitors);
    }),
  ),
  ...rollupAudienceColumns,
];

/** The columns of each level in their order: the export's format and its documentation. */
export const EXPORT_COLUMNS: Readonly<Record<ExportLevel, readonly ExportColumn[]>> = {
  observation: observationColumns,
  face: faceColumns,
  minute: rollupColumns,
  hour: rollupColumns,
  markers: markerColumns,
  showings: showingColumns,
};

/** Columns of the names that a box has, the same in every row; none for one without names. */
export function siteColumns(
  site: { readonly name: string; readonly box: string } = { name: '', box: '' },
): readonly ExportColumn[] {
  const named = [
    column(
      'site',
      'text',
      null,
      'Name of the place (`site.name`), where it has one.',
      () => site.name,
    ),
    column('box', 'text', null, 'Name of the box (`site.box`), where it has one.', () => site.box),
  ];
  return named.filter(({ name }) => (name === 'site' ? site.name : site.box) !== '');
}
