/** Everything that is worth a line in the list of events; stable, for programs too. */
export const EVENT_KINDS = [
  'source-lost',
  'source-running',
  'source-ended',
  'source-unsteady',
  'too-dark',
  'light-is-back',
  'too-hot',
  'cooled-down',
  'worker-restarting',
  'worker-failed',
  'run-interrupted',
  'store-resumed',
  'history-deleted',
  'database-vanished',
  'database-set-aside',
  'set-aside-removed',
  'accounts-set-aside',
  'backup-failed',
  'backup-skipped',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** One line of the events list. */
export interface KioskEvent {
  readonly level: 'info' | 'warning' | 'error';
  readonly kind: EventKind;
  /** One sentence for people. */
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | null;
}
