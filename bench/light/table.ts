import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Expression } from '../../src/core/expression.js';
import { detectorNamed } from '../detector-choice.js';
import { stagePeople } from './people.js';
import { type CellFigures, lightReport } from './report.js';
import { LAPTOP, WEBCAM } from './sensor-model.js';
import type { StagedPerson } from './staged-person.js';
import { createLightSubject, type LightSubject } from './subject.js';
import { runTrial, type TrialPlan, type TrialResult } from './trial.js';

/** Light and distance at which a person's expression is taken for what it is. */
const REFERENCE_LUX = 1000;
const REFERENCE_M = 0.5;

/**
 * The paper's Tabel 1 with more steps: the same people at several distances under less and less
 * light. `node bench/run.js light/table [--people 12] [--drawn 4] [--frames 30] [--lux 1000,…]
 * [--distances 0.3,…] [--sensor laptop|webcam|both] [--detector haar|cnn|both]
 * [--faces ../shared/faces] [--stills] [--cache FOLDER] [--out FOLDER]` prints Markdown; with a
 * folder it writes light.json and light.md.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: 'string', default: '12' },
      drawn: { type: 'string', default: '4' },
      frames: { type: 'string', default: '30' },
      lux: { type: 'string', default: '1000,300,100,50,20,10,3,1' },
      distances: { type: 'string', default: '0.3,0.5,1.3,2,4' },
      sensor: { type: 'string', default: 'both' },
      detector: { type: 'string', default: 'cnn' },
      faces: { type: 'string', default: '../shared/faces' },
      stills: { type: 'boolean', default: false },
      cache: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const subject = await createLightSubject(detectorNamed(values.detector));
  try {
    const people = await stagePeople(values.faces, subject, {
      photographed: Number(values.people),
      drawn: Number(values.drawn),
    });
    const sensors = [LAPTOP, WEBCAM].filter(
      ({ name }) => values.sensor === 'both' || values.sensor === name,
    );
    const film = {
      frames: Number(values.frames),
      stills: values.stills,
      cache: values.cache ?? null,
    };
    const plan = { lux: numbers(values.lux), distancesM: numbers(values.distances) };
    const cells: CellFigures[] = [];
    for (const sensor of sensors) {
      cells.push(...(await measure(subject, people, plan, { ...film, sensor })));
    }
    const report = lightReport(cells, sensors, people.length, Number(values.frames), args);
    process.stdout.write(report);
    if (values.out === undefined) return;
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, 'light.md'), report);
    writeFileSync(join(values.out, 'light.json'), `${JSON.stringify(cells, null, 2)}\n`);
  } finally {
    await subject.close();
  }
}

function numbers(list: string): number[] {
  return list.split(',').map(Number);
}

async function measure(
  subject: LightSubject,
  people: readonly StagedPerson[],
  plan: { readonly lux: readonly number[]; readonly distancesM: readonly number[] },
  film: Pick<TrialPlan, 'sensor' | 'frames' | 'stills' | 'cache'>,
): Promise<CellFigures[]> {
  const references = new Map<StagedPerson, Expression | null>();
  for (const [i, person] of people.entries()) {
    const reference = { lux: REFERENCE_LUX, distanceM: REFERENCE_M, seed: 1 + i };
    const { expression } = await runTrial(subject, person, {
      ...film,
      ...reference,
      stills: false,
    });
    references.set(person, expression);
  }
  const cells: CellFigures[] = [];
  for (const distanceM of plan.distancesM) {
    for (const lux of plan.lux) {
      const results: { result: TrialResult; agrees: boolean }[] = [];
      for (const [i, person] of people.entries()) {
        const trial = { ...film, lux, distanceM, seed: 1000 + i };
        const result = await runTrial(subject, person, trial);
        results.push({ result, agrees: result.expression === references.get(person) });
      }
      const cell = figuresOf(film, distanceM, lux, results);
      process.stderr.write(`${JSON.stringify(cell)}\n`);
      cells.push(cell);
    }
  }
  return cells;
}

function figuresOf(
  film: Pick<TrialPlan, 'sensor' | 'stills'>,
  distanceM: number,
  lux: number,
  results: readonly { readonly result: TrialResult; readonly agrees: boolean }[],
): CellFigures {
  const found = results.filter(({ result }) => result.found);
  const mean = (value: (result: TrialResult) => number) =>
    Number(
      (results.reduce((sum, { result }) => sum + value(result), 0) / results.length).toFixed(3),
    );
  const levels = { dark: 0, dim: 0, bright: 0 };
  for (const { result } of results) levels[result.lightLevel]++;
  return {
    sensor: film.sensor.name,
    distanceM,
    lux,
    trials: results.length,
    found: mean(({ found: yes }) => Number(yes)),
    foundInStill: film.stills ? mean(({ foundInStill }) => Number(foundInStill)) : null,
    agreement:
      found.length === 0
        ? null
        : Number((found.filter(({ agrees }) => agrees).length / found.length).toFixed(3)),
    falseFacesAFrame: mean(({ falseFaces }) => falseFaces),
    meanGray: mean(({ meanGray }) => meanGray),
    levels,
    msAFrame: mean(({ msAFrame }) => msAFrame),
  };
}
