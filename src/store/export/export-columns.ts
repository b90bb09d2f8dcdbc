import { EXPRESSIONS } from '../../core/expression.js';
import { expressionOfNumber, SCALE } from '../expression-columns.js';
import type {
  CellValue,
  ColumnKind,
  ExportColumn,
  ExportLevel,
  StoredRow,
} from './export-column.js';
import { localIsoTime } from './local-time.js';

type Definition = readonly [
  name: string,
  kind: ColumnKind,
  unit: string | null,
  description: string,
  value: ExportColumn['value'],
];

const column = ([name, kind, unit, description, value]: Definition): ExportColumn => ({
  name,
  kind,
  unit,
  nullable: description.includes('empty'),
  description,
  value,
});

const stored =
  (name: string) =>
  (row: StoredRow): CellValue =>
    row.get(name);

const flag =
  (name: string) =>
  (row: StoredRow): CellValue =>
    row.get(name) === 1;

const scaled =
  (name: string) =>
  (row: StoredRow): CellValue => {
    const value = row.get(name);
    return value === null ? null : value / SCALE;
  };

const quotient =
  (sum: string, count: string) =>
  (row: StoredRow): CellValue => {
    const n = row.get(count) ?? 0;
    return n === 0 ? null : (row.get(sum) ?? 0) / n;
  };

/** The moment three ways: for people, for programs, and as the clock on the wall showed it. */
const moment = (name: string, source: string, what: string): Definition[] => [
  [name, 'time', 'UTC', `${what}, ISO 8601 in UTC.`, stored(source)],
  [`${name}_ms`, 'long', 'ms', `${what}, milliseconds since 1970-01-01 UTC.`, stored(source)],
  [
    `${name}_local`,
    'text',
    null,
    `${what}, ISO 8601 in the zone of \`time_zone\`, with its offset.`,
    (row, zone) => localIsoTime(row.get(source) ?? 0, zone),
  ],
];

const timeZoneName: Definition = [
  'time_zone',
  'text',
  null,
  'IANA name of the zone of the local times.',
  (_row, zone) => zone.name,
];

const durations = (what: string): Definition[] =>
  EXPRESSIONS.map((name) => [
    `${name}_ms`,
    'integer',
    'ms',
    `${what} with the expression *${name}*.`,
    stored(`${name}_ms`),
  ]);

const identity: Definition[] = [
  ['run_id', 'integer', null, 'Number of the run (one start of the analysis).', stored('run_id')],
  [
    'track_id',
    'integer',
    null,
    'Number of the face within its run, in order of appearance. Not an identity: it ends when the face leaves.',
    stored('track_id'),
  ],
];

const observationColumns: Definition[] = [
  ...moment('time', 'at_ms', 'When the frame was taken'),
  timeZoneName,
  [
    'observation_id',
    'long',
    null,
    'Row number; its order is the order of recording, whatever the clock did.',
    stored('id'),
  ],
  ['face_id', 'integer', null, 'Number of the face, unique in the database.', stored('face_id')],
  ...identity,
  ['age_ms', 'integer', 'ms', 'Time since the face was first seen.', stored('age_ms')],
  [
    'expression',
    'text',
    null,
    'Expression shown, after smoothing.',
    (row) => expressionOfNumber(row.get('expression') ?? 0),
  ],
  [
    'confidence',
    'fraction',
    '0…1',
    'Smoothed probability of `expression`.',
    (row) => (row.get(`smoothed_${expressionOfNumber(row.get('expression') ?? 0)}`) ?? 0) / SCALE,
  ],
  ...EXPRESSIONS.map(
    (name): Definition => [
      `smoothed_${name}`,
      'fraction',
      '0…1',
      `Smoothed probability of *${name}*.`,
      scaled(`smoothed_${name}`),
    ],
  ),
  ...EXPRESSIONS.map(
    (name): Definition => [
      `raw_${name}`,
      'fraction',
      '0…1',
      `Probability of *${name}* as the network gave it.`,
      scaled(`raw_${name}`),
    ],
  ),
  [
    'ear',
    'fraction',
    null,
    'Eye aspect ratio, mean of both eyes; empty where no eye was visible.',
    scaled('ear'),
  ],
  [
    'blink',
    'flag',
    null,
    'A blink was completed since the row before of this face.',
    flag('blink'),
  ],
  ['fresh', 'flag', null, 'The network looked at this very frame.', flag('fresh')],
  ['box_x', 'integer', 'px', 'Left edge of the face in the frame.', stored('box_x')],
  ['box_y', 'integer', 'px', 'Upper edge of the face in the frame.', stored('box_y')],
  ['box_width', 'integer', 'px', 'Width of the face.', stored('box_width')],
  ['box_height', 'integer', 'px', 'Height of the face.', stored('box_height')],
  ['light', 'fraction', '0…255', 'Mean gray of the face.', (row) => (row.get('light') ?? 0) / 10],
  [
    'quality',
    'fraction',
    '0…1',
    'How well the face could be seen: size, sharpness, light.',
    scaled('quality'),
  ],
];

const faceColumns: Definition[] = [
  ...moment('first_seen', 'first_seen_ms', 'When the face was first seen'),
  ...moment('last_seen', 'last_seen_ms', 'When the face was last seen'),
  timeZoneName,
  ['face_id', 'integer', null, 'Number of the face, unique in the database.', stored('id')],
  ...identity,
  [
    'dwell_ms',
    'integer',
    'ms',
    'Length of the stay, by a clock that does not jump.',
    stored('dwell_ms'),
  ],
  ['present', 'flag', null, 'Still in view when exported.', flag('present')],
  [
    'blinks',
    'integer',
    null,
    'Blinks counted; empty where eyes or frame rate did not allow it.',
    stored('blink_count'),
  ],
  [
    'dominant_expression',
    'text',
    null,
    'Expression shown longest.',
    (row) => expressionOfNumber(row.get('dominant') ?? 0),
  ],
  ...durations('Time'),
  ['observations', 'integer', null, 'Observations stored of this face.', stored('observations')],
];

const rollupColumns: Definition[] = [
  ...moment('start', 'start_ms', 'Begin of the span'),
  timeZoneName,
  ['faces_seen', 'integer', null, 'Distinct faces in view in the span.', stored('faces_seen')],
  [
    'faces_appeared',
    'integer',
    null,
    'Faces whose stay began in the span; may be added up.',
    stored('faces_appeared'),
  ],
  ['faces_left', 'integer', null, 'Faces whose stay ended in the span.', stored('faces_left')],
  [
    'mean_dwell_ms',
    'fraction',
    'ms',
    'Mean stay of the faces that left; empty when none did.',
    quotient('dwell_left_ms', 'faces_left'),
  ],
  ...durations('Face-time (two faces for one second are 2000)'),
  ['blinks', 'integer', null, 'Blinks.', stored('blinks')],
  [
    'observations',
    'integer',
    null,
    'Analysed observations, stored or not.',
    stored('observations'),
  ],
  ['stored_observations', 'integer', null, 'Observations stored.', stored('stored')],
  [
    'mean_confidence',
    'fraction',
    '0…1',
    'Mean confidence of the observations; empty when there were none.',
    quotient('confidence_sum', 'observations'),
  ],
  [
    'mean_light',
    'fraction',
    '0…255',
    'Mean gray of the frames; empty when there were none.',
    quotient('light_sum', 'frames'),
  ],
  ['frames', 'integer', null, 'Analysed frames.', stored('frames')],
];

/** The columns of each level in their order: the export's format and its documentation. */
export const EXPORT_COLUMNS: Readonly<Record<ExportLevel, readonly ExportColumn[]>> = {
  observation: observationColumns.map(column),
  face: faceColumns.map(column),
  minute: rollupColumns.map(column),
  hour: rollupColumns.map(column),
};
