/** What is waiting of one task; more makes it wait. */
const MOST_WAITING = 128;
/** Tasks that may be begun before the first of them is taken to its end, for each worker. */
const AHEAD = 32;

export interface OrderedItem<Item> {
  readonly task: number;
  readonly item: Item;
}

/**
 * Does tasks 0 to `tasks` − 1, `workers` at a time, and gives what they emit in the order of the
 * tasks: a task that is ahead waits when it has emitted a bounded number of items. Ending the
 * iteration early aborts the tasks.
 *
 * @param run emits the items of a task; `worker` says which of the workers does it
 */
export async function* inOrder<Item>(options: {
  readonly tasks: number;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly run: (
    task: number,
    worker: number,
    emit: (item: Item) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
}): AsyncGenerator<OrderedItem<Item>, void, void> {
  const { tasks, workers, run } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const lanes = new Map<number, Lane<Item>>();
  const lane = (task: number) => {
    const known = lanes.get(task) ?? new Lane<Item>();
    lanes.set(task, known);
    return known;
  };
  let begun = 0;
  let taken = 0;
  let onTaken = deferred();
  const work = async (worker: number): Promise<void> => {
    while (begun < tasks && !signal.aborted) {
      const task = begun++;
      while (task - taken >= AHEAD * workers && !signal.aborted) await onTaken.promise;
      const own = lane(task);
      try {
        await run(task, worker, (item) => own.put(item, signal), signal);
        own.end(null);
      } catch (error) {
        own.end({ error });
        return;
      }
    }
  };
  const release = () => {
    onTaken.resolve();
    for (const one of lanes.values()) one.release();
  };
  options.signal.addEventListener('abort', release, { once: true });
  const all = Promise.all(Array.from({ length: Math.min(workers, tasks) }, (_, i) => work(i)));
  try {
    for (let task = 0; task < tasks; task++) {
      options.signal.throwIfAborted();
      for await (const item of lane(task).items(options.signal)) yield { task, item };
      lanes.delete(task);
      taken = task + 1;
      onTaken.resolve();
      onTaken = deferred();
    }
  } finally {
    options.signal.removeEventListener('abort', release);
    stop.abort(new Error('the results are no longer wanted'));
    release();
    await all;
  }
}

/** Items of one task on their way from the worker that emits them to the taker. */
class Lane<Item> {
  readonly #items: Item[] = [];
  #changed = deferred();
  #end: { readonly error?: unknown } | null = null;
  #hasEnded = false;

  async put(item: Item, signal: AbortSignal): Promise<void> {
    this.#items.push(item);
    this.#change();
    while (this.#items.length > MOST_WAITING && !signal.aborted) await this.#changed.promise;
    signal.throwIfAborted();
  }

  end(failure: { readonly error: unknown } | null): void {
    this.#end = failure;
    this.#hasEnded = true;
    this.#change();
  }

  /** Wakes whoever waits, so that it sees that it is to stop. */
  release(): void {
    this.#change();
  }

  async *items(signal: AbortSignal): AsyncGenerator<Item, void, void> {
    for (;;) {
      while (this.#items.length > 0) {
        const item = this.#items.shift() as Item;
        this.#change();
        yield item;
      }
      if (this.#hasEnded) break;
      signal.throwIfAborted();
      await this.#changed.promise;
    }
    if (this.#end !== null) throw this.#end.error;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
