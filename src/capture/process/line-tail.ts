/** Keeps the last lines of an output, each cut to a length: bounded however much arrives. */
export class LineTail {
  readonly #lines: string[] = [];
  #unfinished = '';
  readonly #maxLines: number;
  readonly #maxLineChars: number;
  readonly #keep: (line: string) => string | null;

  /** `keep` may rewrite a line (redaction) or drop it by returning null. */
  constructor(options: {
    maxLines: number;
    maxLineChars: number;
    keep?: (line: string) => string | null;
  }) {
    this.#maxLines = options.maxLines;
    this.#maxLineChars = options.maxLineChars;
    this.#keep = options.keep ?? ((line) => line);
  }

  push(text: string): void {
    const parts = (this.#unfinished + text).split(/[\r\n]+/);
    this.#unfinished = (parts.pop() ?? '').slice(0, this.#maxLineChars);
    for (const part of parts) this.#add(part);
  }

  /** The kept lines, oldest first, with the unfinished last one. */
  lines(): readonly string[] {
    const last = this.#unfinished === '' ? null : this.#keep(this.#unfinished);
    return last === null ? [...this.#lines] : [...this.#lines, last];
  }

  #add(part: string): void {
    if (part === '') return;
    const line = this.#keep(part.slice(0, this.#maxLineChars));
    if (line === null) return;
    this.#lines.push(line);
    if (this.#lines.length > this.#maxLines) this.#lines.shift();
  }
}
