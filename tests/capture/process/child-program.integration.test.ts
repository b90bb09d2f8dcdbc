import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChild } from '../../../src/capture/process/child-program.js';
import { findProgram } from '../../../src/capture/process/find-program.js';
import { runProgram } from '../../../src/capture/process/run-program.js';
import { systemClock } from '../../../src/core/clock.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { becomes, fakeFfmpeg, isRunning } from '../fixtures/fake-program.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-child-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (program: string, args: readonly string[] = []) =>
  startChild({ program, args, clock: systemClock });

describe('startChild', () => {
  it('ends a program that ignores SIGTERM with SIGKILL after 5 s', async () => {
    const child = start(fakeFfmpeg(folder, 'stubborn'));
    await once(child.stdout, 'data');
    const startedMs = performance.now();
    await child.terminate();
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(4500);
    expect(tookMs).toBeLessThan(9000);
    expect(isRunning(child.pid)).toBe(false);
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it("ends a polite one at once, even a stopped reader's", async () => {
    const child = start('/usr/bin/yes');
    await becomes(() => isRunning(child.pid), 1000);
    const startedMs = performance.now();
    await child.terminate();
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });

  it('kills what a program leaves behind in its group, and the pipe ends', async () => {
    const pidFile = join(folder, 'pid');
    process.env.FAKE_PID_FILE = pidFile;
    const child = start(fakeFfmpeg(folder, 'parent'));
    child.stdout.resume();
    const pipeEnded = once(child.stdout, 'close');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    const grandchild = Number(readFileSync(pidFile, 'utf8'));
    expect(grandchild).toBeGreaterThan(1);
    expect(await becomes(() => !isRunning(grandchild), 2000)).toBe(true);
    await pipeEnded;
  });

  it('says what went wrong with a program that cannot be executed', async () => {
    const child = start('/etc/hostname');
    const exit = await child.exited;
    expect(exit.code).not.toBe(0);
    await child.terminate();
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('dies with us when we get %s', async (signal) => {
    expect(findProgram('setpriv')).not.toBeNull();
    const module = pathToFileURL(join(packageRoot(), 'dist/capture/process/child-program.js')).href;
    const script = join(packageRoot(), 'tests/capture/fixtures/parent.mjs');
    // `sleep` writes nothing, so a broken pipe cannot be what ends it.
    const parent = spawn(process.execPath, [script, module, '/usr/bin/sleep', '600']);
    parent.stderr.pipe(process.stderr);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning(pid)).toBe(true);
    parent.kill(signal);
    expect(await becomes(() => !isRunning(pid), 3000)).toBe(true);
  });
});

describe('runProgram', () => {
  const limits = { clock: systemClock, timeoutMs: 5000, maxBytes: 1000 };

  it('gives the output and the exit code', async () => {
    const args = ['-c', 'echo out; echo err >&2; exit 3'];
    const result = await runProgram({ program: '/bin/sh', args, ...limits });
    expect(result).toEqual({
      ...{ exit: { code: 3, signal: null }, stdout: 'out\n', stderrLines: ['err'] },
      hanging: null,
    });
  });

  it('ends a program that takes too long', async () => {
    const args = ['600'];
    const result = await runProgram({ program: '/usr/bin/sleep', args, ...limits, timeoutMs: 100 });
    expect((await result.hanging)?.signal).toBe('SIGTERM');
  });

  it('keeps no more of an endless output than asked, and stops on abort', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('enough')), 300);
    const running = runProgram({
      program: '/usr/bin/yes',
      args: [],
      ...limits,
      signal: abort.signal,
    });
    await expect(running).rejects.toThrow('enough');
  });
});
