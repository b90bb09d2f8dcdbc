import { isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { redactText } from '../../capture/redact.js';
import { type Config, configSchema } from './config-schema.js';
import { nearestName } from './nearest-name.js';

/** One thing wrong with a configuration; `line` counts from 1, null where no line holds it. */
interface ConfigProblem {
  readonly path: string;
  readonly line: number | null;
  readonly message: string;
}

type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const MAX_CONFIG_CHARACTERS = 256 * 1024;

/** Reads the text of a YAML configuration. Pure; every problem is reported, not just the first. */
export function parseConfig(text: string): ParsedConfig {
  if (text.length > MAX_CONFIG_CHARACTERS) {
    return refuse([{ path: '', line: null, message: 'the file is larger than 256 KiB' }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return refuse(
      document.errors.slice(0, 5).map((error) => ({
        path: '',
        line: error.linePos?.[0].line ?? null,
        message: `not YAML: ${error.message.split(/ at line |\n/, 1)[0]}`,
      })),
    );
  }
  let value: unknown;
  try {
    // Aliases of aliases can make gigabytes of a small file.
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return refuse([{ path: '', line: null, message: (error as Error).message }]);
  }
  const result = configSchema.safeParse(value);
  if (result.success) return { ok: true, config: deepFreeze(result.data) };
  const problems = result.error.issues
    .flatMap((issue) => describeIssue(issue))
    .map((problem) => {
      const offset = keyOffset(document.contents, problem.path);
      return {
        path: problem.path.join('.'),
        line: offset === null ? null : lines.linePos(offset).line,
        message: problem.message,
      };
    });
  return refuse(problems);
}

/** `line 3: camera.widthPx: …`, without the secrets of an address that stands in a wrong place. */
export function formatProblem(problem: ConfigProblem): string {
  const line = problem.line === null ? '' : `line ${problem.line}: `;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return `${line}${redactText(`${path}${problem.message}`)}`;
}

function refuse(problems: readonly ConfigProblem[]): ParsedConfig {
  return { ok: false, problems };
}

interface PathProblem {
  readonly path: readonly string[];
  readonly message: string;
}

function describeIssue(issue: z.core.$ZodIssue): PathProblem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
  }
  const known = knownKeys(path);
  return issue.keys.map((key) => {
    const nearest = nearestName(key, known);
    const hint = nearest === null ? `known here: ${known.join(', ')}` : `did you mean ${nearest}?`;
    return { path: [...path, key], message: `unknown setting; ${hint}` };
  });
}

/** Names of the settings of the section at `path`. */
function knownKeys(path: readonly string[]): string[] {
  let node = z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchemaNode | undefined;
  for (const key of path) node = node?.properties?.[key] ?? node?.items;
  return Object.keys(node?.properties ?? {});
}

interface JsonSchemaNode {
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
  readonly items?: JsonSchemaNode;
}

/** Where in the text the deepest key of `path` that exists begins. */
function keyOffset(contents: unknown, path: readonly string[]): number | null {
  let node = contents;
  let offset: number | null = null;
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key,
    );
    if (pair === undefined) break;
    offset = (isScalar(pair.key) ? pair.key.range?.[0] : null) ?? offset;
    node = pair.value;
  }
  return offset;
}

/** Freezes `value` and all that it holds. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child);
    Object.freeze(value);
  }
  return value;
}
