import { fstatSync } from 'node:fs';

/** Syslog's numbers, which journald reads at the begin of a line (sd-daemon(3)). */
const PRIORITIES: Readonly<Record<string, number>> = { error: 3, warn: 4, info: 6, debug: 7 };

/**
 * Whether standard error goes to the journal. Programs started from a desktop inherit the variable
 * of their session, so that it must name this very stream: its device and inode.
 */
export function isJournal({ JOURNAL_STREAM: stream }: NodeJS.ProcessEnv): boolean {
  if (!stream) return false;
  try {
    const { dev, ino } = fstatSync(2);
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** `<4>` before a warning, and so on. */
export function journalPrefix(level: string): string {
  return `<${PRIORITIES[level] ?? 6}>`;
}
