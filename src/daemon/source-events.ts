import type { EventKind } from '../core/event-kind.js';
import type { SourceState } from '../core/source-state.js';

/** One line of the events list. */
export interface KioskEvent {
  readonly level: 'info' | 'warning' | 'error';
  readonly kind: EventKind;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The event that a change of the source's state is worth, or null: a retry that fails
 * for the same reason again is not told twice.
 */
export function sourceEvent(
  before: SourceState | null,
  after: SourceState,
  name: string,
): KioskEvent | null {
  switch (after.kind) {
    case 'degraded':
      if (before?.kind === 'degraded' && before.code === after.code) return null;
      return {
        level: 'warning',
        kind: 'source-lost',
        message: after.reason,
        details: { source: name, code: after.code, remedy: after.remedy },
      };
    case 'running':
      return {
        level: 'info',
        kind: 'source-running',
        message: `Frames arrive from ${name}`,
        details: { source: name },
      };
    case 'ended':
      return {
        level: 'info',
        kind: 'source-ended',
        message: `${name} has ended`,
        details: { source: name },
      };
    case 'starting':
    case 'stopped':
      return null;
  }
}
