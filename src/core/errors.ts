import { ERROR_CODES, type ErrorCode } from './error-codes.js';
import { ERROR_TABLE, type ErrorKind, type ErrorParameters } from './error-table/error-table.js';
import { type ErrorData, fillTemplate, type Language, type Parameters } from './localised-text.js';

export type { ErrorCode };

interface ErrorOptions {
  readonly cause?: unknown;
}

/** Kind and parameters must fit together, whatever the kind. */
type KindArguments = {
  [Kind in ErrorKind]: [kind: Kind, parameters: ErrorParameters<Kind>, options?: ErrorOptions];
}[ErrorKind];

/**
 * An expected failure as data: its kind, what its texts name, a stable `code`, and the `cause`.
 * `message` and `remedy` are English, for logs and the command line; {@link errorTexts} has both
 * languages.
 */
export class EkspresiError extends Error {
  override readonly name: string = 'EkspresiError';
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly parameters: Parameters;

  constructor(...args: KindArguments) {
    const [kind, parameters, options] = args;
    const texts = errorTexts({ kind, parameters }, 'en');
    super(texts.message, options);
    this.kind = kind;
    this.parameters = parameters;
    this.code = texts.code;
    this.remedy = texts.remedy;
  }
}

function entryOf(kind: string) {
  return Object.hasOwn(ERROR_TABLE, kind) ? ERROR_TABLE[kind as ErrorKind] : null;
}

/**
 * What to tell of a failure in a language. A kind of another version, as events may hold it, is
 * told by its name.
 */
export function errorTexts(
  { kind, parameters }: ErrorData,
  language: Language,
): { readonly code: ErrorCode; readonly message: string; readonly remedy: string } {
  const entry = entryOf(kind);
  if (entry === null) return { code: 'START_FAILED', message: kind, remedy: '' };
  const fill = (template: string) =>
    fillTemplate(template, parameters, language, (inner) => errorTexts(inner, language).message);
  const [message, remedy] = entry[language];
  return { code: entry.code, message: fill(message), remedy: fill(remedy) };
}

/** Whether `value`, read from somewhere, is a failure that {@link errorTexts} knows. */
export function isErrorData(value: unknown): value is ErrorData {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, parameters } = value as Partial<ErrorData>;
  return (
    typeof kind === 'string' &&
    entryOf(kind) !== null &&
    typeof parameters === 'object' &&
    parameters !== null
  );
}

/** The failure as data, for a log, an event, another thread; null for a foreign error. */
export function errorData(error: unknown): ErrorData | null {
  if (!(error instanceof EkspresiError)) return null;
  return { kind: error.kind, parameters: error.parameters };
}

/** As a parameter of another failure: data where it is ours, otherwise its first line. */
export function errorReason(error: unknown): ErrorData | string {
  return errorData(error) ?? describeError(error);
}

/** The error that {@link errorData} described; null where this version has no such kind. */
export function errorFromData(data: ErrorData, options?: ErrorOptions): EkspresiError | null {
  if (!isErrorData(data)) return null;
  const { kind, parameters } = data;
  return new EkspresiError(...([kind, parameters, options] as unknown as KindArguments));
}

/** One line for people: message and remedy, or the plain message of a foreign error. */
export function describeError(error: unknown): string {
  if (error instanceof EkspresiError) return `${error.message} (${error.code}). ${error.remedy}`;
  if (error instanceof Error) return error.message.split('\n', 1)[0] ?? error.name;
  return String(error);
}

/** In the order of the table. */
export const ALL_ERROR_CODES = Object.keys(ERROR_CODES) as readonly ErrorCode[];
