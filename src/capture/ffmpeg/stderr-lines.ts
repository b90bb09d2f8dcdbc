/** swscaler says this of every full-range JPEG; it would push what matters out of the tail. */
const NOISE = /deprecated pixel format used|Last message repeated/;
const TAG = /^(?:\[[^\]]* @ 0x[0-9a-f]+\]\s*)*/;
const LEVEL = /\[(fatal|error|warning|panic)\]\s*/;

/** False for lines that say nothing about a failure. */
export function isTelling(line: string): boolean {
  return !NOISE.test(line);
}

/**
 * The line of ffmpeg's stderr that says best why it ended: the first error rather than the
 * last, because what follows it are its consequences. Without the program's addresses.
 */
export function tellingLine(lines: readonly string[]): string | null {
  const bad = lines.find((line) => /\[(fatal|error|panic)\]/.test(line)) ?? lines.at(-1);
  if (bad === undefined) return null;
  return bad.replace(TAG, '').replace(LEVEL, '').trim();
}
