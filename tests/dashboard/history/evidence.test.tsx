import { describe, expect, it } from 'vitest';
import { hasEvidence, rateCells } from '../../../src/dashboard/history/evidence.js';
import { HeatMap } from '../../../src/dashboard/history/heat-map.js';
import { texts } from '../../../src/dashboard/i18n/languages.js';
import { createFormatter } from '../../../src/dashboard/view/format.js';
import { markup } from '../../../src/dashboard/view/render.js';
import type { RequestView } from '../../../src/dashboard/view/request-view.js';
import type { HeatMapCell } from '../../../src/store/store-queries.js';

const RULE = { visitors: 3, seconds: 60 };
const HAPPY = 3;

/** A linear congruential generator: the same weeks in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** A week of a shop: nights unwatched, hours with nobody, hours with one happy visitor. */
function generatedWeek(seed: number): readonly HeatMapCell[] {
  const random = randomNumbers(seed);
  return Array.from({ length: 168 }, (_, index) => {
    const hour = index % 24;
    const isWatched = hour > 7 && hour < 21 && random() > 0.1;
    const visitors = isWatched ? Math.floor(random() ** 3 * 12) : 0;
    const isGlimpse = random() < 0.1;
    const expressionMs = Array.from({ length: 7 }, (_, i) =>
      isGlimpse ? (i === HAPPY ? 4000 : 0) : visitors * random() * 20_000,
    );
    return {
      ...{ weekday: Math.floor(index / 24), hour, visitors, facesAppeared: visitors + 2 },
      ...{ attentionMs: isWatched ? visitors * 5000 : null, inViewMs: visitors * 20_000 },
      expressionMs: (isWatched ? expressionMs : [0, 0, 0, 0, 0, 0, 0]) as never,
      hoursWatched: isWatched ? 1 + Math.floor(random() * 4) : 0,
    };
  });
}

const view = {
  language: 'en',
  text: texts.en,
  format: createFormatter('en', 'UTC'),
} as unknown as RequestView;

describe('one rule of evidence', () => {
  it('wants visitors and time', () => {
    const measured = (visitors: number, ms: number) => ({
      ...{ visitors, facesAppeared: 99 },
      expressionMs: [0, 0, 0, ms, 0, 0, 0] as never,
    });
    expect(hasEvidence(measured(3, 60_000), RULE)).toBe(true);
    expect(hasEvidence(measured(2, 600_000), RULE)).toBe(false);
    expect(hasEvidence(measured(30, 59_999), RULE)).toBe(false);
    expect(hasEvidence(measured(2, 59_999), { visitors: 1, seconds: 5 })).toBe(true);
  });

  it('on 1,000 generated weeks the headline is the darkest cell, and has evidence', () => {
    let withoutTop = 0;
    for (let seed = 1; seed <= 1000; seed++) {
      const cells = generatedWeek(seed);
      for (const metric of ['happy', 'faces'] as const) {
        const rated = rateCells(cells, metric, RULE);
        const tops = rated.flatMap((cell, i) => (cell.isTop ? [i] : []));
        // Found again from the cells themselves.
        const value = (cell: HeatMapCell): number => {
          const sum = cell.expressionMs.reduce((all, ms) => all + ms, 0);
          if (cell.hoursWatched === 0) return 0;
          if (metric === 'faces') return (cell.visitors ?? 0) / cell.hoursWatched;
          const isEnough = (cell.visitors ?? 0) >= 3 && sum >= 60_000;
          return isEnough ? (cell.expressionMs[HAPPY] as number) / sum : 0;
        };
        const values = cells.map(value);
        const most = Math.max(...values);
        if (most === 0) withoutTop++;
        expect(tops).toEqual(most === 0 ? [] : [values.indexOf(most)]);
      }
    }
    expect(withoutTop).toBeLessThan(500);
  });

  it('draws what it rates: the top is outlined and darkest, too little is hatched with its n', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const rated = rateCells(generatedWeek(seed), 'happy', RULE);
      const html = markup(
        <HeatMap cells={rated} metric="happy" metricLink={(name) => `?heat=${name}`} view={view} />,
      );
      const drawn = [...html.matchAll(/<td class="level-(\w+)( is-top)?" title="([^"]*)"/g)];
      expect(drawn).toHaveLength(168);
      drawn.forEach(([, level, isTop, title], i) => {
        const cell = rated[i];
        expect(isTop !== undefined).toBe(cell?.isTop);
        if (cell?.isTop) expect(level).toBe('5');
        if (cell?.isWatched && cell.value === null) {
          expect(level).toBe('few');
          expect(title).toContain(`n = ${cell.visitors}`);
        }
        if (!cell?.isWatched) expect(level).toBe('none');
      });
    }
  });
});
