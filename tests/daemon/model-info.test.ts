import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/core/package-root.js';
import { readModelInfo } from '../../src/daemon/model-info.js';

function folderWith(manifest: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-model-'));
  writeFileSync(join(folder, 'manifest.json'), manifest);
  return folder;
}

it.each(['edge', 'swift', 'paper', 'accurate'])(
  'tells what each output of %s reaches, and nothing that is no accuracy',
  (name) => {
    const facts = readModelInfo(join(packageRoot(), 'models', name), 'crowd');
    expect(facts).toMatchObject({ name, labels: 'crowd' });
    expect(Object.keys(facts!.outputs!)).toEqual(['crowd', 'fer2013']);
    for (const { metrics, robustness } of Object.values(facts!.outputs!)) {
      expect(Object.keys(metrics).sort()).toEqual([
        'floating',
        'publicTest',
        'publicTestChosenOn',
        'publicTestFittedOn',
        'publicTestWithoutDuplicates',
        'publicTestWithoutNearCopies',
      ]);
      for (const { accuracy } of Object.values(metrics)) expect(accuracy).toBeGreaterThan(0.5);
      expect(metrics.publicTest!.confusion).toHaveLength(7);
      expect(metrics.publicTest!.ece).toBeLessThan(0.05);
      const { blur, rotation } = robustness!;
      expect(blur!.accuracy).toHaveLength(blur!.steps.length);
      expect(rotation!.steps).toContain(-20);
    }
    const accuracies = Object.values(facts!.outputs!).map((o) => o.metrics.publicTest!.accuracy);
    expect(accuracies[0]).toBeGreaterThan(accuracies[1]!);
    expect(facts!.paperRecall).toMatchObject({ happy: 0.85, fear: 0.52 });
  },
);

it('counts the work of a face that is read mirrored too', () => {
  const macsOf = (manifest: string) => readModelInfo(folderWith(manifest), 'crowd')!.macs;
  expect(macsOf('{"name":"x","macs":7}')).toBe(7);
  expect(macsOf('{"name":"x","macs":7,"mirrored":true}')).toBe(14);
});

it('does without figures that are none, and without any', () => {
  const odd = folderWith(
    '{"name":"x","metrics":{"mine":{"crowd":{"accuracy":0.5}},"other":{"crowd":{"accuracy":"much"},"fer2013":3},"n":3}}',
  );
  expect(readModelInfo(odd, 'crowd')!.outputs).toEqual({
    crowd: { metrics: { mine: { accuracy: 0.5 } } },
  });
  const nothing = { name: 'x', labels: 'fer2013', outputs: {} };
  expect(readModelInfo(folderWith('{"name":"x"}'), 'fer2013')).toEqual(nothing);
  for (const robustness of ['{"blur":[1]}', '{}', '{"blur":{"steps":[1,2],"crowd":[0.5]}}']) {
    const wrong = folderWith(
      `{"name":"x","metrics":{"mine":{"crowd":{"accuracy":0.5}},"robustness":${robustness}}}`,
    );
    expect(readModelInfo(wrong, 'crowd')!.outputs).toEqual({
      crowd: { metrics: { mine: { accuracy: 0.5 } } },
    });
  }
});

it('is null where there is no manifest or none that can be read', () => {
  expect(readModelInfo('/nonexistent', 'crowd')).toBeNull();
  expect(readModelInfo(folderWith('{'), 'crowd')).toBeNull();
});
