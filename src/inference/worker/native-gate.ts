/**
 * Runs a call into native code; on a thread that may be terminated it goes through a `NativeGate`.
 */
export type NativeCalls = <Result>(call: () => Promise<Result>) => Promise<Result>;

/** For threads that nobody terminates. */
export const callDirectly: NativeCalls = (call) => call();

const CLOSED = -1;

/**
 * Shared memory through which two threads agree on when one of them may be terminated. Terminating
 * a worker inside onnxruntime makes the addon throw where nothing catches it, and that aborts the
 * whole process.
 */
export class NativeGate {
  readonly memory: SharedArrayBuffer;
  /** Calls under way, or CLOSED. */
  readonly #state: Int32Array;

  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#state = new Int32Array(memory);
  }

  /**
   * Worker's side. Once the gate is closed the call is never made and the promise never settles.
   */
  readonly pass: NativeCalls = async (call) => {
    if (!this.#enter()) return new Promise<never>(() => {});
    try {
      return await call();
    } finally {
      Atomics.sub(this.#state, 0, 1);
    }
  };

  /** Host's side: true when no call is under way and none will be made any more. */
  close(): boolean {
    const before = Atomics.compareExchange(this.#state, 0, 0, CLOSED);
    return before === 0 || before === CLOSED;
  }

  #enter(): boolean {
    for (;;) {
      const calls = Atomics.load(this.#state, 0);
      if (calls === CLOSED) return false;
      if (Atomics.compareExchange(this.#state, 0, calls, calls + 1) === calls) return true;
    }
  }
}
