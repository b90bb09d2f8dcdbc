import { EkspresiError } from '../../core/errors.js';
import type { ChildExit } from '../process/child-program.js';

/** swscaler says this of every full-range JPEG; it would push what matters out of the tail. */
const NOISE = /deprecated pixel format used|Last message repeated/;
const LINE = /^((?:\[[^\]]* @ 0x[0-9a-f]+\]\s*)*)(?:\[(fatal|error|warning|panic)\]\s*)?(.*)$/;

/** A line of ffmpeg's stderr, taken apart. */
interface FfmpegLine {
  /** True where a component said it; a summary at the end repeats the last failure. */
  readonly isComponent: boolean;
  readonly isError: boolean;
  readonly text: string;
}

/**
 * What one of ffmpeg's own error lines means. The pattern matches the text of a line from its
 * beginning: never what stands in an address.
 */
export type FailureRule = readonly [
  pattern: RegExp,
  explain: (line: string, options: { readonly cause: unknown }) => EkspresiError,
];

/** False for lines that say nothing about a failure. */
export function isTelling(line: string): boolean {
  return !NOISE.test(line);
}

/**
 * The line of ffmpeg's stderr that says best why it ended: the first error rather than the
 * last, because what follows it are its consequences. Without the program's addresses.
 */
export function tellingLine(lines: readonly string[]): string | null {
  const parsed = lines.map(parseLine);
  const line = parsed.find(({ isError }) => isError) ?? parsed.at(-1);
  return line === undefined ? null : line.text;
}

/**
 * The error of the newest line that a rule explains, null where none does: what components say
 * goes before the summary at the end; a line that matters no more stands further up.
 */
export function explainLines(
  lines: readonly string[],
  rules: readonly FailureRule[],
  options: { readonly cause: unknown },
): EkspresiError | null {
  const newestFirst = lines.map(parseLine).reverse();
  const components = newestFirst.filter(({ isComponent }) => isComponent);
  for (const { text } of [...components, ...newestFirst]) {
    const rule = rules.find(([pattern]) => pattern.test(text));
    if (rule !== undefined) return rule[1](text, options);
  }
  return null;
}

/**
 * Why ffmpeg ended on a live source. Every end is a fault, exit code 0 included: ffmpeg 5.1
 * exits so when the camera is unplugged.
 */
export function liveFailure(options: {
  readonly kind: string;
  readonly name: string;
  readonly rules: readonly FailureRule[];
  readonly exit: ChildExit;
  readonly stderrLines: readonly string[];
}): EkspresiError {
  const { kind, name, rules, exit, stderrLines } = options;
  const cause = { cause: { exit, stderr: stderrLines } };
  const line = tellingLine(stderrLines);
  const { code, signal } = exit;
  return (
    explainLines(stderrLines, rules, cause) ??
    (signal === null
      ? line === null
        ? new EkspresiError('source-program-exited', { kind, name, exitCode: code ?? 0 }, cause)
        : new EkspresiError(
            'source-program-exited-saying',
            { kind, name, exitCode: code ?? 0, line },
            cause,
          )
      : line === null
        ? new EkspresiError('source-program-killed', { kind, name, signal }, cause)
        : new EkspresiError('source-program-killed-saying', { kind, name, signal, line }, cause))
  );
}

export function describeExit({ code, signal }: ChildExit): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

/** What a line says, without the component and the level. */
export function messageOf(line: string): string {
  return parseLine(line).text;
}

function parseLine(line: string): FfmpegLine {
  const [, component = '', level, text = ''] = LINE.exec(line) ?? [];
  const isError = level !== undefined && level !== 'warning';
  return { isComponent: component !== '', isError, text: text.trim() };
}
