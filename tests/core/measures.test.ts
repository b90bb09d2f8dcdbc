import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { EXPRESSIONS } from '../../src/core/expression.js';
import type { Measure } from '../../src/core/measure.js';
import { measures } from '../../src/core/measures.js';
import { packageRoot } from '../../src/core/package-root.js';
import { analysisLines } from '../../src/media/analysis-lines.js';
import { MEASURE_SUM_COLUMNS, VISIT_SUM_COLUMNS } from '../../src/store/measure-sums.js';
import { OBSERVATION_COLUMNS } from '../../src/store/observation-rows.js';
import { migrate } from '../../src/store/schema/migrate.js';
import { migrations } from '../../src/store/schema/migrations.js';
import { makeAnalysis, makeFace } from '../store/fixtures/make-analysis.js';

const document = (name: string) => readFileSync(join(packageRoot(), 'docs', name), 'utf8');

/** The rows of the tables in a document, their cells trimmed. */
function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

function summedAs({ sum }: Measure): string {
  if (sum === undefined) return '–';
  if (sum.by === 'expression') return 'time of each (`expressionMs`)';
  if (sum.by === 'time') return `time ${sum.value ? '' : 'not '}so (\`${sum.field}\`)`;
  return `${sum.by} (\`${sum.field}\`)`;
}

describe('the catalogue of measures', () => {
  it('has the columns that the migrations make, and no others', () => {
    const db = new DatabaseConstructor(':memory:');
    migrate(db, ':memory:', migrations);
    const columnsOf = (table: string) =>
      db.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all() as string[];
    expect(new Set(columnsOf('observations'))).toEqual(new Set(OBSERVATION_COLUMNS));
    expect(columnsOf('faces')).toEqual(expect.arrayContaining([...VISIT_SUM_COLUMNS]));
    for (const table of ['rollup_minute', 'rollup_hour']) {
      expect(columnsOf(table)).toEqual(expect.arrayContaining([...MEASURE_SUM_COLUMNS]));
    }
    db.close();
  });

  it('is the table in docs/api.md', () => {
    const wanted = measures.map((measure) => [
      `\`${measure.name}\``,
      measure.unit ?? '',
      measure.nullable ? 'yes' : measure.since === undefined ? '' : 'in rows of older versions',
      summedAs(measure),
      measure.description,
    ]);
    const rows = tableRows(document('api.md')).filter((cells) => cells.length === 5);
    expect(rows.slice(2)).toEqual(wanted);
  });

  it('gives the fields of an analyze line, each explained in docs/cli.md', () => {
    const section = document('cli.md').split('## ')[1] ?? '';
    const explained = tableRows(section).flatMap(([fields = '']) => [
      ...fields.matchAll(/`(\w+)`/g),
    ]);
    const [line] = analysisLines(makeAnalysis({ atMs: 0, monotonicMs: 0, faces: [makeFace()] }), {
      source: 'a.jpg',
      scale: 1,
    });
    expect(new Set(explained.map(([, name]) => name))).toEqual(new Set(Object.keys(line ?? {})));
    const declared = measures.flatMap(({ analyze }) => analyze?.within ?? analyze?.field ?? []);
    expect(Object.keys(line ?? {})).toEqual(expect.arrayContaining(declared));
    expect(Object.keys(line?.probabilities ?? {})).toEqual([...EXPRESSIONS]);
  });

  it('draws flags only on charts that there are', () => {
    const charts = measures.filter(({ curve }) => curve?.as === 'line').map(({ name }) => name);
    for (const { curve } of measures) if (curve) expect(charts).toContain(curve.chart);
  });
});
