import type { ErrorData } from './localised-text.js';

/** What the supervisor says of its source. A degraded source is retried for ever. */
export type SourceState =
  | { readonly kind: 'starting'; readonly sinceMs: number }
  | { readonly kind: 'running'; readonly sinceMs: number }
  | {
      readonly kind: 'degraded';
      readonly sinceMs: number;
      readonly code: string;
      readonly reason: string;
      readonly remedy: string;
      /** The same as data, for other languages; none for what the program does not know. */
      readonly failure?: ErrorData | null | undefined;
      readonly retryAtMs: number;
    }
  | {
      /** Outside the opening hours: the camera is released. */
      readonly kind: 'closed';
      readonly sinceMs: number;
      /** Null where no opening is in sight. */
      readonly opensAtMs: number | null;
      /** IANA zone of the opening hours. */
      readonly timeZone: string;
    }
  /** By a command: the camera is released until another. */
  | { readonly kind: 'paused'; readonly sinceMs: number }
  | { readonly kind: 'ended'; readonly sinceMs: number }
  | { readonly kind: 'stopped'; readonly sinceMs: number };
