import { EXPRESSIONS } from '../core/expression.js';
import type { FrameAnalysis } from '../core/face.js';

/** What one file held, for people. */
export class FileSummary {
  readonly #file: string;
  readonly #faces = new Set<number>();
  readonly #labels = new Map<string, number>();
  #frames = 0;
  #lines = 0;
  #unclear = 0;
  #blinks = 0;
  #looking = 0;
  #posed = 0;
  #valence = 0;
  #endS = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get frames(): number {
    return this.#frames;
  }

  add(analysis: FrameAnalysis): void {
    this.#frames++;
    this.#endS = analysis.mediaTimeS;
    for (const face of analysis.faces) {
      this.#lines++;
      this.#faces.add(face.trackId);
      this.#labels.set(face.expression, (this.#labels.get(face.expression) ?? 0) + 1);
      this.#valence += face.valence;
      if (!face.clear) this.#unclear++;
      if (face.blink) this.#blinks++;
      if (face.looking !== null) this.#posed++;
      if (face.looking === true) this.#looking++;
    }
  }

  /** One line: frames, faces, lines, and how often each expression was shown. */
  text(): string {
    const shares = [...this.#labels]
      .sort((a, b) => b[1] - a[1])
      .map(([label, count]) => `${label} ${Math.round((count / this.#lines) * 100)} %`);
    const tail = shares.length === 0 ? '' : `: ${shares.join(', ')}`;
    return `${this.#file}: ${counted(this.#frames, 'frame')}, ${counted(this.#faces.size, 'face')}, ${counted(this.#lines, 'line')}${tail}`;
  }

  /** A row under {@link SUMMARY_HEAD}; shares are of the observations. */
  row(): string {
    const share = (count: number, of: number) =>
      of === 0 ? '-' : `${Math.round((100 * count) / of)}%`;
    const labels = EXPRESSIONS.map((name) => share(this.#labels.get(name) ?? 0, this.#lines));
    const valence = this.#lines === 0 ? '-' : (this.#valence / this.#lines).toFixed(2);
    return aligned([
      ...[String(this.#frames), this.#endS.toFixed(1), String(this.#faces.size)],
      ...[...labels, share(this.#unclear, this.#lines), valence],
      ...[share(this.#looking, this.#posed), String(this.#blinks)],
      this.#file,
    ]);
  }
}

const COLUMNS = [
  ...['frames', 'seconds', 'faces', ...EXPRESSIONS, 'unclear', 'valence', 'looking', 'blinks'],
  'file',
];

/** The first line of the table that `--summary` prints. */
export const SUMMARY_HEAD = aligned(COLUMNS);

/** The last column has no width: names of files are as long as they are. */
function aligned(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === cells.length - 1 ? cell : cell.padStart(COLUMNS[i]?.length ?? 0)))
    .join('  ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
