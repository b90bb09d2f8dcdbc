import type { FrameAnalysis } from '../core/face.js';

/** What one file held, for people. */
export class FileSummary {
  readonly #file: string;
  readonly #faces = new Set<number>();
  readonly #labels = new Map<string, number>();
  #frames = 0;
  #lines = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get frames(): number {
    return this.#frames;
  }

  add(analysis: FrameAnalysis): void {
    this.#frames++;
    for (const face of analysis.faces) {
      this.#lines++;
      this.#faces.add(face.trackId);
      this.#labels.set(face.expression, (this.#labels.get(face.expression) ?? 0) + 1);
    }
  }

  text(): string {
    const shares = [...this.#labels]
      .sort((a, b) => b[1] - a[1])
      .map(([label, count]) => `${label} ${Math.round((count / this.#lines) * 100)} %`);
    const tail = shares.length === 0 ? '' : `: ${shares.join(', ')}`;
    return `${this.#file}: ${counted(this.#frames, 'frame')}, ${counted(this.#faces.size, 'face')}, ${counted(this.#lines, 'line')}${tail}`;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
