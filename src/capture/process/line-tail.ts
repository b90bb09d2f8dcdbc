/** Keeps the last lines of an output, each cut to a length: bounded however much arrives. */
export class LineTail {
  readonly #lines: { readonly text: string; readonly atMs: number }[] = [];
  #unfinished = '';
  readonly #maxLines: number;
  readonly #maxLineChars: number;
  readonly #keep: (line: string) => string | null;
  readonly #nowMs: () => number;

  /** `keep` may rewrite a line (redaction) or drop it by returning null. */
  constructor(options: {
    maxLines: number;
    maxLineChars: number;
    keep?: (line: string) => string | null;
    /** Monotonic milliseconds. Default: all lines are of the same time. */
    nowMs?: () => number;
  }) {
    this.#maxLines = options.maxLines;
    this.#maxLineChars = options.maxLineChars;
    this.#keep = options.keep ?? ((line) => line);
    this.#nowMs = options.nowMs ?? (() => 0);
  }

  push(text: string): void {
    const parts = (this.#unfinished + text).split(/[\r\n]+/);
    this.#unfinished = (parts.pop() ?? '').slice(0, this.#maxLineChars);
    for (const part of parts) this.#add(part);
  }

  /** The kept lines of the last `lastMs`, oldest first, with the unfinished last one. */
  lines(lastMs = Number.POSITIVE_INFINITY): readonly string[] {
    const sinceMs = this.#nowMs() - lastMs;
    const kept = this.#lines.filter(({ atMs }) => atMs >= sinceMs).map(({ text }) => text);
    const last = this.#unfinished === '' ? null : this.#keep(this.#unfinished);
    return last === null ? kept : [...kept, last];
  }

  #add(part: string): void {
    if (part === '') return;
    const line = this.#keep(part.slice(0, this.#maxLineChars));
    if (line === null) return;
    this.#lines.push({ text: line, atMs: this.#nowMs() });
    if (this.#lines.length > this.#maxLines) this.#lines.shift();
  }
}
