import { EXPRESSIONS } from '../core/expression.js';
import type { CellValue, ColumnKind, TableColumn } from '../tables/table-column.js';
import type { SessionSample } from './session-record.js';

type Column = TableColumn<SessionSample>;

const column = (
  name: string,
  kind: ColumnKind,
  unit: string | null,
  description: string,
  value: (sample: SessionSample) => CellValue,
): Column => ({ name, kind, unit, nullable: false, description, value });

const nullable = (always: Column): Column => ({ ...always, nullable: true });

const vector = (
  prefix: string,
  description: string,
  of: (sample: SessionSample) => readonly number[],
) =>
  EXPRESSIONS.map((name, i) =>
    column(`${prefix}${name}`, 'fraction', '0…1', `${description} *${name}*.`, (sample) =>
      rounded(of(sample)[i] ?? 0, 4),
    ),
  );

/** The columns of a session's table: a row for each face in each analysed frame. */
export const SESSION_COLUMNS: readonly Column[] = [
  column('time_s', 'fraction', 's', 'Time since the session began.', ({ atS }) => rounded(atS, 4)),
  column('face', 'integer', null, 'Number of the face in this session.', ({ face }) => face),
  column('expression', 'text', null, 'Expression shown.', ({ expression }) => expression),
  column('clear', 'flag', null, 'The reading is sure enough to count.', ({ clear }) => clear),
  ...vector('', 'Probability, less the baseline where there is one, of', (s) => s.probabilities),
  ...vector('measured_', 'Probability as measured, filtered over time, of', (s) => s.uncalibrated),
  ...vector('raw_', 'Probability as the network gave it, of', (s) => s.raw),
  column('valence', 'fraction', '−1…1', 'Happy minus the strongest negative expression.', (s) =>
    rounded(s.valence, 4),
  ),
  column('blink', 'flag', null, 'A blink was completed.', ({ blink }) => blink),
  nullable(column('ear', 'fraction', null, 'Eye aspect ratio.', ({ ear }) => orNull(ear, 4))),
  nullable(
    column('looking', 'flag', null, 'The head is turned to the screen.', ({ looking }) => looking),
  ),
  ...(['yaw', 'pitch', 'roll'] as const).map((axis) =>
    nullable(column(axis, 'fraction', '°', `Head pose, ${axis}.`, (s) => orNull(s[axis], 1))),
  ),
  column('quality', 'fraction', '0…1', 'How well the face can be seen.', (s) =>
    rounded(s.quality, 3),
  ),
  ...(['x', 'y', 'width', 'height'] as const).map((side) =>
    column(`box_${side}`, 'fraction', 'px', 'Where the face is.', ({ box }) =>
      rounded(box[side], 2),
    ),
  ),
];

function orNull(value: number | null, digits: number): number | null {
  return value === null ? null : rounded(value, digits);
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
