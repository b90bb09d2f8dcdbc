const PTS = /^frame:\d+\s+pts:(-?\d+)/;
const MAX_LINE_CHARS = 500;

/**
 * Reads what ffmpeg's `metadata=print` filter writes for each frame (behind `settb=AVTB`,
 * so that `pts` counts microseconds) and gives the times in seconds, in frame order.
 */
export class TimestampLines {
  #unfinished = '';

  push(text: string): readonly number[] {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS);
    return lines.flatMap((line) => {
      const pts = PTS.exec(line)?.[1];
      return pts === undefined ? [] : [Number(pts) / 1e6];
    });
  }
}
