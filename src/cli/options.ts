import { type ParseArgsConfig, parseArgs } from 'node:util';
import { EkspresiError } from '../core/errors.js';

/** How many arguments a subcommand takes beside its options. */
interface Positionals {
  readonly most: number;
  /** Said of one too many: where it would have belonged. */
  readonly hint?: string;
}

/**
 * Parses a subcommand's arguments. One too many is refused, since it is mostly a part of another
 * one that was not quoted, and so is an empty one: a shell variable that was not set.
 * @throws EkspresiError USAGE
 */
export function parseOptions<T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
  positionals: Positionals,
) {
  const parsed = parseArguments(command, args, options);
  const extra = parsed.positionals[positionals.most];
  if (extra !== undefined) {
    const hint = positionals.hint ?? 'quote what has spaces';
    throw new EkspresiError('argument-surplus', { command, argument: extra, hint });
  }
  if (parsed.positionals.includes('')) throw new EkspresiError('argument-empty', { command });
  const empty = Object.entries(parsed.values).find(([, value]) => value === '');
  if (empty !== undefined) throw new EkspresiError('option-empty', { command, option: empty[0] });
  return parsed;
}

function parseArguments<T extends NonNullable<ParseArgsConfig['options']>>(
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
    const problem = (cause as Error).message.split('. ', 1)[0] ?? 'wrong arguments';
    throw new EkspresiError('arguments-invalid', { command, problem }, { cause });
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

/** A whole number within bounds from an option's text. @throws EkspresiError USAGE */
export function wholeNumber(
  command: string,
  name: string,
  text: string,
  limits: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= limits.min && value <= limits.max) return value;
  throw new EkspresiError('option-number', { command, option: name, ...limits, value: text });
}

/** One of some words. @throws EkspresiError USAGE */
export function choice<T extends string>(
  command: string,
  option: string,
  value: string | undefined,
  all: readonly T[],
  between = ', ',
): T {
  const found = all.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new EkspresiError('option-choice', {
    ...{ command, option, choices: all.join(between), value: value ?? '' },
  });
}

const ISO_8601 =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** Shorter numbers are as likely years or epoch seconds; 0 is the beginning of all history. */
const EPOCH_MS = /^(?:0|\d{11,15})$/;

/**
 * A moment in UTC epoch milliseconds: ISO 8601 (UTC unless it names a zone), epoch milliseconds,
 * `now`, or `-7d`, `-12h`, `-30m`. @throws EkspresiError USAGE
 */
export function moment(command: string, name: string, text: string, nowMs: number): number {
  const value = momentAgo(text, nowMs) ?? isoMoment(text);
  if (value !== null) return value;
  if (text === 'now') return nowMs;
  if (EPOCH_MS.test(text)) return Number(text);
  throw new EkspresiError('option-time', { command, option: name, value: text });
}

function momentAgo(text: string, nowMs: number): number | null {
  const ago = /^-(\d{1,6})([dhm])$/.exec(text);
  if (ago === null) return null;
  const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000 }[ago[2] as 'd' | 'h' | 'm'];
  return nowMs - Number(ago[1]) * unitMs;
}

/** Date.parse alone would take a time without a zone for local, and 30 February for 2 March. */
function isoMoment(text: string): number | null {
  const parts = ISO_8601.exec(text);
  if (parts === null) return null;
  const [, date = '', time = '00:00', zone = 'Z'] = parts;
  const dayMs = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(dayMs) || !new Date(dayMs).toISOString().startsWith(date)) return null;
  const atMs = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(atMs) ? null : atMs;
}
