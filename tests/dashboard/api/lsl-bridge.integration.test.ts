import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../../../src/core/package-root.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { servedDashboard } from '../fixtures/served-dashboard.js';

/** As much of pylsl as the bridge uses, which prints what is pushed. */
const PYLSL = `
import json, math
IRREGULAR_RATE = 0.0
class Element:
    def append_child(self, name): return self
    def append_child_value(self, name, value): return self
class StreamInfo:
    def __init__(self, name, kind, count, rate, form, source): self.count = count
    def desc(self): return Element()
class StreamOutlet:
    def __init__(self, info): self.count = info.count
    def push_sample(self, sample, at):
        assert len(sample) == self.count, sample
        print(json.dumps(["NaN" if math.isnan(x) else x for x in sample]), flush=True)
def local_clock(): return 1.0
`;

it('the LSL bridge of the docs pushes a sample a face', async () => {
  const { server, accounts } = await servedDashboard();
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'pylsl'));
  writeFileSync(join(folder, 'pylsl/__init__.py'), PYLSL);
  const run = (token: string) => {
    const script = join(packageRoot(), 'deploy/examples/lsl-bridge.py');
    const child = spawn('/usr/bin/python3', [script, server.url], {
      env: { EKSPRESI_TOKEN: token, PYTHONPATH: folder },
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
      });
    }
    return () => output;
  };
  const output = run(accounts.tokens.create('lab', 'read'));
  const patience = { timeout: 20_000 };
  await vi.waitFor(() => expect(output().split('\n').length).toBeGreaterThan(3), patience);
  const [face, , , , happy, , , , valence, looking] = JSON.parse(output().split('\n')[0] ?? '');
  expect([face, looking]).toEqual([1, 1]);
  expect(happy).toBeCloseTo(0.69);
  expect(valence).toBeCloseTo(0.638, 2);
  const refused = run('ekspresi_wrong');
  await vi.waitFor(() => expect(refused()).toContain('refuses the token (401)'), patience);
});
