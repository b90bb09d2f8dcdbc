import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/media/ordered-work.js';

async function gathered<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('inOrder', () => {
  it('gives the items of the first task first, whichever is done first', async () => {
    const ended: number[] = [];
    const items = inOrder<string>({
      ...{ tasks: 6, workers: 3, signal: new AbortController().signal },
      run: async (task, _worker, emit) => {
        for (let i = 0; i < 6 - task; i++) await nextTurn();
        await emit(`${task}a`);
        await emit(`${task}b`);
        ended.push(task);
      },
    });
    const texts = (await gathered(items)).map(({ item }) => item);
    expect(texts).toEqual([0, 1, 2, 3, 4, 5].flatMap((task) => [`${task}a`, `${task}b`]));
    expect(ended).not.toEqual([...ended].sort());
  });

  it('holds a task that is ahead of the others, so that memory stays bounded', async () => {
    let emitted = 0;
    let isFree = () => {};
    const first = new Promise<void>((resolve) => {
      isFree = resolve;
    });
    const items = inOrder<number>({
      ...{ tasks: 2, workers: 2, signal: new AbortController().signal },
      run: async (task, _worker, emit) => {
        if (task === 0) return first;
        for (let i = 0; i < 5000; i++) {
          emitted++;
          await emit(i);
        }
      },
    });
    const all = gathered(items);
    for (let i = 0; i < 50; i++) await nextTurn();
    expect(emitted).toBeGreaterThan(0);
    expect(emitted).toBeLessThan(200);
    isFree();
    expect(await all).toHaveLength(5000);
  });

  it('ends every task when the taker stops, when one fails and when it is told to', async () => {
    const aborted: number[] = [];
    const options = (signal: AbortSignal) => ({
      ...{ tasks: 100, workers: 2, signal },
      run: async (
        task: number,
        _worker: number,
        emit: (item: number) => Promise<void>,
        stop: AbortSignal,
      ) => {
        stop.addEventListener('abort', () => aborted.push(task), { once: true });
        for (;;) {
          await nextTurn();
          await emit(task);
          if (task === 50) throw new Error('task 50');
        }
      },
    });
    for await (const { item } of inOrder(options(new AbortController().signal))) {
      expect(item).toBe(0);
      break;
    }
    expect(aborted).toEqual([0, 1]);

    const stop = new AbortController();
    const stopped = gathered(inOrder(options(stop.signal)));
    await nextTurn();
    stop.abort(new Error('told to stop'));
    await expect(stopped).rejects.toThrow('told to stop');

    const failing = inOrder<number>({
      ...{ tasks: 3, workers: 1, signal: new AbortController().signal },
      run: async (task, _worker, emit) => {
        await emit(task);
        if (task === 1) throw new Error('no more');
      },
    });
    await expect(gathered(failing)).rejects.toThrow('no more');
  });
});
