import type { ErrorCode } from '../error-codes.js';

/** One kind of failure: its code, and message and remedy in each language. */
export interface ErrorEntry {
  readonly code: ErrorCode;
  readonly en: readonly [message: string, remedy: string];
  readonly id: readonly [message: string, remedy: string];
}

/** By kind. Both languages name the same parameters, in braces. */
export type ErrorEntries = Readonly<Record<string, ErrorEntry>>;
