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
  'tells what %s reaches, and nothing that is no accuracy',
  (name) => {
    const facts = readModelInfo(join(packageRoot(), 'models', name));
    expect(facts).toMatchObject({ name });
    const metrics = facts!.metrics!;
    expect(Object.keys(metrics).sort()).toEqual([
      'floating',
      'publicTest',
      'publicTestWithoutDuplicates',
      'publicTestWithoutNearCopies',
    ]);
    for (const { accuracy } of Object.values(metrics)) expect(accuracy).toBeGreaterThan(0.5);
    expect(metrics.publicTest!.confusion).toHaveLength(7);
    expect(metrics.publicTest!.ece).toBeLessThan(0.05);
    expect(facts!.paperRecall).toMatchObject({ happy: 0.85, fear: 0.52 });
    const { blur, rotation } = facts!.robustness!;
    expect(blur!.accuracy).toHaveLength(blur!.steps.length);
    expect(rotation!.steps).toContain(-20);
  },
);

it('counts the work of a face that is read mirrored too', () => {
  expect(readModelInfo(folderWith('{"name":"x","macs":7}'))!.macs).toBe(7);
  expect(readModelInfo(folderWith('{"name":"x","macs":7,"mirrored":true}'))!.macs).toBe(14);
});

it('does without figures that are none, and without any', () => {
  const odd = folderWith(
    '{"name":"x","metrics":{"mine":{"accuracy":0.5},"other":{"accuracy":"much"},"n":3}}',
  );
  expect(readModelInfo(odd)!.metrics).toEqual({ mine: { accuracy: 0.5 } });
  expect(readModelInfo(folderWith('{"name":"x"}'))).toEqual({ name: 'x', metrics: {} });
  for (const robustness of ['{"blur":[1]}', '{}', '{"blur":{"steps":[1,2],"accuracy":[0.5]}}']) {
    const wrong = folderWith(`{"name":"x","metrics":{"robustness":${robustness}}}`);
    expect(readModelInfo(wrong)).toEqual({ name: 'x', metrics: {} });
  }
});

it('is null where there is no manifest or none that can be read', () => {
  expect(readModelInfo('/nonexistent')).toBeNull();
  expect(readModelInfo(folderWith('{'))).toBeNull();
});
