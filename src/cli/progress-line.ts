const REDRAW_MS = 200;
const BAR_WIDTH = 30;
/** A line is cleared to this width: longer than any that is drawn. */
const LINE_WIDTH = BAR_WIDTH + 40;

/** What is counted. */
export interface Progress {
  /** Null where it is not known. */
  readonly total: number | null;
  /** The plural of what is counted, for a count without a bar. */
  readonly of: string;
}

/** A progress bar on a terminal, silence elsewhere. */
export function createProgressLine(stream: NodeJS.WritableStream, progress: Progress) {
  const visible = (stream as { isTTY?: boolean }).isTTY === true;
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  return {
    update(done: number): void {
      const nowMs = performance.now();
      if (!visible || nowMs - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = nowMs;
      stream.write(`\r${progressText(done, progress).padEnd(LINE_WIDTH)}`);
    },
    /** Removes the bar, so that other lines may follow. */
    end(): void {
      if (visible) stream.write(`\r${' '.repeat(LINE_WIDTH)}\r`);
      drawnAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

/** `[#####     ] 1200 of 3589`, or the count alone where the total is not known. */
export function progressText(done: number, { total, of }: Progress): string {
  if (total === null || total === 0) return `${Math.floor(done)} ${of}`;
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  const bar = `${'#'.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}`;
  return `[${bar}] ${Math.floor(done)} of ${total} ${of}`;
}
