import { parseDocument, stringify } from 'yaml';
import type { Config } from '../daemon/config/config-schema.js';
import { parseConfig } from '../daemon/config/parse-config.js';

/** Leaving a setting out can show another problem, of the section that it stood in. */
const MOST_ROUNDS = 5;

/**
 * What of a wrong configuration is right: every setting that has a problem is left out and
 * its default holds. The defaults alone where the text is no YAML. Pure.
 */
export function salvageConfig(text: string): Config {
  let value = readValue(text);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = parseConfig(stringify(value));
    if (parsed.ok) return parsed.config;
    for (const { path } of parsed.problems) value = without(value, path.split('.'));
  }
  const standard = parseConfig('');
  if (!standard.ok) throw new Error('the defaults are wrong');
  return standard.config;
}

function readValue(text: string): unknown {
  try {
    const document = parseDocument(text);
    return document.errors.length > 0 ? {} : (document.toJS({ maxAliasCount: 100 }) ?? {});
  } catch {
    return {};
  }
}

/** A copy without what lies at `path`; a problem of the whole leaves nothing. */
function without(value: unknown, path: readonly string[]): unknown {
  const [first = '', ...rest] = path;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const copy: Record<string, unknown> = { ...value };
  if (!(first in copy)) return first === '' ? {} : copy;
  const child = copy[first];
  const isSection = typeof child === 'object' && child !== null && !Array.isArray(child);
  if (rest.length > 0 && isSection) copy[first] = without(child, rest);
  else delete copy[first];
  return copy;
}
