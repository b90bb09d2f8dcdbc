import { EXPRESSIONS } from '../core/expression.js';
import type { Score } from './score.js';

/** What `evaluate` tells of a run, beside the figures. */
export interface EvaluationReport extends Score {
  readonly model: string;
  readonly split: string;
  /** Whose labels the model was read by. */
  readonly labelSet: string;
  readonly msPerFace: number;
  /** Pictures in which a face was found, where faces were looked for. */
  readonly facesFound: number | null;
}

/** The report for people: a line of figures and the confusion matrix. */
export function reportText(report: EvaluationReport): string {
  const percent = (share: number | null) => (share === null ? '–' : (share * 100).toFixed(1));
  const cell = (value: string) => value.padStart(9);
  const header = ['true \\ found', ...EXPRESSIONS, 'recall %', 'F1 %'];
  const rows = EXPRESSIONS.map((name, i) => [
    name,
    ...(report.confusion[i] ?? []).map(String),
    percent(report.perClass[name].recall),
    percent(report.perClass[name].f1),
  ]);
  const table = [header, ...rows].map(
    ([first = '', ...others]) => first.padEnd(13) + others.map(cell).join(''),
  );
  const { n, facesFound } = report;
  const search =
    facesFound === null
      ? []
      : [`a face was found in ${facesFound} of ${n} pictures, the others were taken whole`];
  return [
    `${report.model} on ${n} images (${report.split}), labels ${report.labelSet}: accuracy ${percent(report.accuracy)} %, macro F1 ${percent(report.macroF1)} %, calibration error ${percent(report.ece)} %, ${report.msPerFace.toFixed(3)} ms a face`,
    ...search,
    '',
    ...table,
    '',
  ].join('\n');
}
