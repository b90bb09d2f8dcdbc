import type { EventKind } from '../../core/event-table.js';
import { idEvents, idProblems, idRefusals } from './id-problems.js';
import type { Language } from './languages.js';

/** What the program says of a failure, in English; `code` as in docs/operations.md. */
export interface Problem {
  readonly code: string | null;
  readonly message: string;
  readonly remedy: string;
}

export interface Explained {
  readonly what: string;
  readonly remedy: string;
  /** The program's own English line, with paths and names, where `what` is not that. */
  readonly detail: string | null;
}

function find<Value>(table: Readonly<Record<string, Value>>, key: unknown): Value | undefined {
  return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A failure in words of the language; what is not translated stays as the program said it. */
export function explain(language: Language, { code, message, remedy }: Problem): Explained {
  if (language === 'id') {
    const known = find(idProblems, code);
    if (known) return { what: known[0], remedy: known[1], detail: message };
    for (const [pattern, what, whatToDo] of find(idRefusals, code) ?? []) {
      const match = pattern.exec(message);
      if (!match) continue;
      const named = what.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
      return { what: named, remedy: whatToDo, detail: null };
    }
  }
  return { what: message, remedy, detail: null };
}

/** {@link explain} in one line. */
export function explainInLine(language: Language, problem: Problem): string {
  const { what, remedy, detail } = explain(language, problem);
  const line = remedy ? `${what}. ${remedy}` : what;
  return detail ? `${line} (${detail})` : line;
}

/** What happened, in words of the language; English is as it was noted. */
export function eventMessage(
  language: Language,
  event: {
    readonly kind: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>> | null;
  },
): string {
  const { kind, message, details } = event;
  const words = language === 'id' ? find<(typeof idEvents)[EventKind]>(idEvents, kind) : undefined;
  if (words === undefined) return message;
  // An older version noted fewer facts.
  if (typeof words === 'function') return details ? words(details) : message;
  const cause = find(idProblems, details?.code);
  return cause ? `${words}: ${cause[0]}. ${cause[1]} (${message})` : words;
}
