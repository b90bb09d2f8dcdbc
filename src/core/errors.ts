/** Every code an operator can meet; stable, documented in docs/operations.md. */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'CONFIG_UNREADABLE'
  | 'CONFIG_UNWRITABLE'
  | 'SOURCE_MISSING'
  | 'SOURCE_UNREADABLE'
  | 'SOURCE_BUSY'
  | 'SOURCE_STALLED'
  | 'SOURCE_STUCK'
  | 'SOURCE_FROZEN'
  | 'SOURCE_BLACK'
  | 'SOURCE_ENDED'
  | 'FFMPEG_MISSING'
  | 'MEDIA_INVALID'
  | 'MEDIA_TOO_LARGE'
  | 'CASCADE_MISSING'
  | 'MODEL_MISSING'
  | 'MODEL_INVALID'
  | 'ENGINE_UNAVAILABLE'
  | 'WORKER_STALLED'
  | 'WORKER_FAILED'
  | 'CLOCK_UNSET'
  | 'STORE_MISSING'
  | 'STORE_UNWRITABLE'
  | 'STORE_CORRUPT'
  | 'STORE_LOCKED'
  | 'STORE_FULL'
  | 'STORE_TOO_NEW'
  | 'BACKUP_UNFINISHED'
  | 'DATASET_INVALID'
  | 'PORT_IN_USE'
  | 'BIND_REFUSED'
  | 'CERTIFICATE_UNUSABLE'
  | 'START_FAILED'
  | 'ACCOUNT_REFUSED'
  | 'USAGE'
  | 'OUTPUT_UNWRITABLE';

/**
 * An expected failure: one clear line for the operator (`message`, with the path or
 * value concerned), what to do about it (`remedy`), a stable `code`, and the `cause`.
 */
export class EkspresiError extends Error {
  override readonly name: string = 'EkspresiError';
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** One line for people: message and remedy, or the plain message of a foreign error. */
export function describeError(error: unknown): string {
  if (error instanceof EkspresiError) return `${error.message} (${error.code}). ${error.remedy}`;
  if (error instanceof Error) return error.message.split('\n', 1)[0] ?? error.name;
  return String(error);
}

/** Wrong arguments of the subcommand `command`; the remedy names its help. */
export function usageError(command: string, message: string, cause?: unknown): EkspresiError {
  return new EkspresiError('USAGE', message, `See \`ekspresi ${command} --help\`.`, { cause });
}
