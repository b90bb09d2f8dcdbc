import { describe, expect, it } from 'vitest';
import { NativeGate } from '../../../src/inference/worker/native-gate.js';

describe('NativeGate', () => {
  it('closes only while nobody is inside', async () => {
    const worker = new NativeGate();
    const host = new NativeGate(worker.memory);
    let finish = (_: string): void => {};
    const inside = worker.pass(() => new Promise<string>((resolve) => (finish = resolve)));
    const also = worker.pass(async () => 'also');
    expect(host.close()).toBe(false);
    expect(await also).toBe('also');
    expect(host.close()).toBe(false);
    finish('done');
    expect(await inside).toBe('done');
    expect(host.close()).toBe(true);
    expect(host.close()).toBe(true);
  });

  it('makes no call once closed', async () => {
    const gate = new NativeGate();
    expect(gate.close()).toBe(true);
    let called = false;
    void gate.pass(async () => {
      called = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(called).toBe(false);
  });

  it('opens again after a call that failed', async () => {
    const gate = new NativeGate();
    await expect(gate.pass(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(gate.close()).toBe(true);
  });
});
