import { pino } from 'pino';
import type { Log } from '../core/log.js';

const MAX_LINE_CHARACTERS = 2000;

/** JSON lines on standard error, where journald and people find them; values are cut to a bound. */
export function createProcessLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: cutLongTexts },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

function cutLongTexts(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.slice(0, MAX_LINE_CHARACTERS) : value,
    ]),
  );
}
