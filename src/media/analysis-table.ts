import { EXPRESSIONS } from '../core/expression.js';
import type { Measure } from '../core/measure.js';
import { measures } from '../core/measures.js';
import type { CellValue, ColumnKind, TableColumn } from '../tables/table-column.js';
import type { AnalysisLine } from './analysis-lines.js';

type Column = TableColumn<AnalysisLine>;
type Fields = Readonly<Record<string, unknown>>;

const LANDMARKS = 68;

/** The fields of a line, one column for each number, as they are called there. */
export function analysisColumns({ landmarks }: { readonly landmarks: boolean }): readonly Column[] {
  return [
    column('source', 'text', 'The file as it was named.', (line) => line.source),
    column('frame', 'integer', 'Number of the source frame, from 0.', (line) => line.frame),
    { ...column('t', 'fraction', 'Media time of the frame.', (line) => line.t), unit: 's' },
    column('face', 'integer', 'Number of the face in this file.', (line) => line.face),
    ...measures.flatMap(measureColumns),
    ...(['left', 'right'] as const).map((side) =>
      nullable(
        column(
          `eyes_${side}`,
          'fraction',
          `Eye aspect ratio of the person's own ${side} eye.`,
          (line) => line.eyes?.[side] ?? null,
        ),
      ),
    ),
    ...(landmarks ? landmarkColumns() : []),
  ];
}

function column(
  name: string,
  kind: ColumnKind,
  description: string,
  value: (line: AnalysisLine) => CellValue,
): Column {
  return { name, kind, unit: null, nullable: false, description, value };
}

const nullable = (always: Column): Column => ({ ...always, nullable: true });

function measureColumns(measure: Measure): readonly Column[] {
  const { analyze, kind, description, unit = null } = measure;
  if (analyze === undefined) return [];
  const { field, within } = analyze;
  const value = (line: AnalysisLine) => (line as unknown as Fields)[field];
  switch (kind) {
    case 'probabilities':
      return EXPRESSIONS.map((name) => ({
        ...column(
          `${field}_${name}`,
          'fraction',
          description.replace('each expression', `*${name}*`),
          (line) => (value(line) as Record<string, number>)[name] ?? 0,
        ),
        unit,
      }));
    case 'box':
      return (['x', 'y', 'width', 'height'] as const).map((side) => ({
        ...column(
          `${field}_${side}`,
          'fraction',
          description,
          (line) => (value(line) as Record<string, number>)[side] ?? 0,
        ),
        unit,
      }));
    default: {
      const name = within === undefined ? field : `${within}_${field}`;
      const read = (line: AnalysisLine): CellValue => {
        const holder = within === undefined ? line : (line as unknown as Fields)[within];
        return ((holder as Fields | null)?.[field] ?? null) as CellValue;
      };
      const kindOf = kind === 'flag' ? 'flag' : kind === 'expression' ? 'text' : 'fraction';
      const one = { ...column(name, kindOf, description, read), unit };
      return [measure.nullable === true ? nullable(one) : one];
    }
  }
}

function landmarkColumns(): readonly Column[] {
  return Array.from({ length: LANDMARKS }, (_, i) =>
    (['x', 'y'] as const).map((axis, at) =>
      nullable({
        ...column(
          `landmark_${i + 1}_${axis}`,
          'fraction',
          `Landmark ${i + 1} of 68 (iBUG), ${axis}.`,
          (line) => line.landmarks?.[i]?.[at] ?? null,
        ),
        unit: 'px',
      }),
    ),
  ).flat();
}
