import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { EkspresiError } from '../../core/errors.js';
import type { Config } from './config-schema.js';
import { formatProblem, parseConfig } from './parse-config.js';

/** Read when neither `--config` nor $EKSPRESI_CONFIG names a file. */
export const SYSTEM_CONFIG_PATH = '/etc/ekspresi/ekspresi.yaml';

/** So long a text is refused as too large, whatever its characters. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * The file that holds the configuration: `--config`, $EKSPRESI_CONFIG, or
 * /etc/ekspresi/ekspresi.yaml where it exists; null means that the defaults apply. `systemPath` is
 * an argument for tests.
 */
export function findConfigPath(
  option: string | undefined,
  environment: NodeJS.ProcessEnv,
  systemPath = SYSTEM_CONFIG_PATH,
): string | null {
  const named = option ?? environment.EKSPRESI_CONFIG;
  if (named !== undefined && named !== '') return named;
  return existsSync(systemPath) ? systemPath : null;
}

/**
 * Reads, checks and freezes the configuration; `null` gives the defaults.
 *
 * @throws EkspresiError CONFIG_UNREADABLE, CONFIG_INVALID
 */
export function loadConfig(path: string | null): Config {
  const parsed = parseConfig(path === null ? '' : readConfigText(path));
  if (parsed.ok) return parsed.config;
  const [first, ...others] = parsed.problems;
  const told = { path: path ?? '', problem: first === undefined ? '' : formatProblem(first) };
  throw others.length === 0
    ? new EkspresiError('config-invalid', told)
    : new EkspresiError('config-invalid-more', { ...told, more: others.length });
}

/** @throws EkspresiError CONFIG_UNREADABLE */
export function readConfigText(path: string): string {
  try {
    return readBeginning(path).toString('utf8');
  } catch (cause) {
    const isClosed = (cause as NodeJS.ErrnoException).code === 'EACCES';
    const reason = (cause as Error).message.split(',', 1)[0] ?? '';
    throw new EkspresiError(
      isClosed ? 'config-closed' : 'config-unreadable',
      { path, reason },
      { cause },
    );
  }
}

/** A device has no end. */
function readBeginning(path: string): Buffer {
  const bytes = Buffer.alloc(MAX_CONFIG_BYTES);
  const file = openSync(path, 'r');
  try {
    let length = 0;
    let read = -1;
    while (read !== 0 && length < bytes.length) {
      read = readSync(file, bytes, length, bytes.length - length, null);
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Every problem of a configuration file, one line each; empty when it is right or unreadable. */
export function configProblems(path: string): readonly string[] {
  let text: string;
  try {
    text = readConfigText(path);
  } catch {
    return [];
  }
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}
