const REDRAW_MS = 200;
const BAR_WIDTH = 30;

/** A progress bar on a terminal, silence elsewhere. */
export function createProgressLine(stream: NodeJS.WritableStream, total: number | null) {
  const visible = (stream as { isTTY?: boolean }).isTTY === true;
  let drawnAtMs = 0;
  return {
    update(done: number): void {
      const nowMs = performance.now();
      if (!visible || nowMs - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = nowMs;
      stream.write(`\r${progressText(done, total)}`);
    },
    end(): void {
      if (visible) stream.write(`\r${' '.repeat(BAR_WIDTH + 40)}\r`);
    },
  };
}

/** `[#####     ] 1200 of 3589`, or the count alone where the total is not known. */
export function progressText(done: number, total: number | null): string {
  if (total === null || total === 0) return `${done} faces`;
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${done} of ${total}`;
}
