import { ERROR_CODES, type ErrorCode } from '../error-codes.js';
import type { ErrorEntry } from './error-entry.js';
import { ERROR_TABLE } from './error-table.js';

/** The table of codes in `docs/operations.md`: what each means, and every remedy given for it. */
export function errorMarkdown(): string {
  const remedies = new Map<ErrorCode, Set<string>>();
  for (const entry of Object.values<ErrorEntry>(ERROR_TABLE)) {
    const known = remedies.get(entry.code) ?? new Set();
    remedies.set(entry.code, known.add(cell(entry.en[1])));
  }
  const rows = Object.entries(ERROR_CODES).map(([code, meaning]) => {
    const advice = [...(remedies.get(code as ErrorCode) ?? [])].join('<br>');
    return `| \`${code}\` | ${cell(meaning)} | ${advice} |`;
  });
  return ['| code | meaning | remedy |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

/** Placeholders and classes in angle brackets would be HTML. */
function cell(text: string): string {
  return text
    .replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, format?: string) =>
      (format ?? name).toUpperCase(),
    )
    .replaceAll('|', '\\|')
    .replace(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));
}
