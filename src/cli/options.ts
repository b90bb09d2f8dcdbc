import { type ParseArgsConfig, parseArgs } from 'node:util';
import { EkspresiError } from '../core/errors.js';

/** Parses a subcommand's arguments. @throws EkspresiError USAGE */
export function parseOptions<T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({
      args: joinedNegatives(args),
      options,
      allowPositionals: true,
      strict: true,
    });
  } catch (cause) {
    const message = (cause as Error).message.split('. ', 1)[0] ?? 'wrong arguments';
    throw usageError(command, message, cause);
  }
}

/** `--from -7d` is one option with its value, though `-7d` looks like another option. */
function joinedNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (/^-\d/.test(arg) && before !== undefined && /^--[a-z]+$/.test(before)) {
      joined[joined.length - 1] = `${before}=${arg}`;
    } else {
      joined.push(arg);
    }
  }
  return joined;
}

export function usageError(command: string, message: string, cause?: unknown): EkspresiError {
  return new EkspresiError('USAGE', message, `See \`ekspresi ${command} --help\`.`, { cause });
}

/** A whole number within bounds from an option's text. @throws EkspresiError USAGE */
export function wholeNumber(
  command: string,
  name: string,
  text: string,
  limits: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= limits.min && value <= limits.max) return value;
  throw usageError(
    command,
    `--${name} wants a whole number from ${limits.min} to ${limits.max}, not '${text}'`,
  );
}

/** A moment in UTC epoch milliseconds: ISO 8601, epoch milliseconds, `now`, or `-7d`, `-12h`, `-30m`. */
export function moment(command: string, name: string, text: string, nowMs: number): number {
  const ago = /^-(\d+)([dhm])$/.exec(text);
  if (ago !== null) {
    const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000 }[ago[2] as 'd' | 'h' | 'm'];
    return nowMs - Number(ago[1]) * unitMs;
  }
  const value = text === 'now' ? nowMs : /^\d{11,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(value)) return value;
  throw usageError(
    command,
    `--${name} wants a time such as 2026-11-24T08:00:00Z, now or -7d, not '${text}'`,
  );
}
