import { accessSync, constants, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EkspresiError } from '../../core/errors.js';
import type { ChangeableSettings, SettingsStore } from '../../dashboard/dashboard-deps.js';
import { changeConfigText } from './change-config-text.js';
import {
  changeableSettings,
  SETTING_NAMES,
  type SettingName,
  withChange,
} from './changeable-settings.js';
import { type Config, configSchema } from './config-schema.js';
import { readConfigText } from './load-config.js';
import { deepFreeze, formatProblem, parseConfig } from './parse-config.js';
import {
  readSettingsOverlay,
  type SettingsOverlay,
  settingsOverlayPath,
  writeSettingsOverlay,
} from './settings-overlay.js';
import { writeAtomically } from './write-atomically.js';

export interface PageSettingsDeps {
  /** The configuration file, null where there is none. */
  readonly configPath: string | null;
  readonly dataDir: string;
  /** What is in force at the start. */
  readonly config: Config;
  /** Told after each change what is in force now. */
  onChange(config: Config): void;
}

/** The system says so where a file may not be written, whoever asks. */
const NOT_WRITABLE: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Settings that the pages change while the kiosk runs. A change is written to the configuration
 * file, with its comments kept; where that cannot be written, beside the history.
 */
export class PageSettings implements SettingsStore {
  readonly #deps: PageSettingsDeps;
  #config: Config;

  constructor(deps: PageSettingsDeps) {
    this.#deps = deps;
    this.#config = deps.config;
  }

  current(): ChangeableSettings {
    return changeableSettings(this.#config);
  }

  keptIn(): ReturnType<SettingsStore['keptIn']> {
    const { configPath, dataDir } = this.#deps;
    const beside = settingsOverlayPath(dataDir);
    if (configPath === null) return { path: beside, unwritable: null };
    return isWritable(configPath)
      ? { path: configPath, unwritable: null }
      : { path: beside, unwritable: configPath };
  }

  change(wish: Partial<ChangeableSettings>): void {
    const { configPath, dataDir, onChange } = this.#deps;
    const inForce = checked(this.#config, wish);
    // Read anew: somebody may have edited it since the start.
    const text = configPath === null ? '' : readConfigText(configPath);
    const parsed = parseConfig(text);
    if (!parsed.ok) {
      const first = parsed.problems[0];
      throw new EkspresiError(
        'CONFIG_INVALID',
        `${configPath} is wrong: ${first ? formatProblem(first) : ''}`,
        'Mend the file first; nothing was changed.',
      );
    }
    const before = changeableSettings(parsed.config);
    const wished = SETTING_NAMES.filter((name) => wish[name] !== undefined);
    const differing = wished.filter((name) => !isDeepStrictEqual(wish[name], before[name]));
    const change = Object.fromEntries(differing.map((name) => [name, wish[name]]));
    const inFile =
      configPath !== null &&
      (differing.length === 0 || writeIfWritable(configPath, text, parsed.config, change));
    const kept: SettingsOverlay = {
      ...without(readSettingsOverlay(dataDir).kept, wished),
      ...(inFile
        ? {}
        : Object.fromEntries(
            differing.map((name) => [name, { value: wish[name], insteadOf: before[name] }]),
          )),
    };
    try {
      writeSettingsOverlay(dataDir, kept);
    } catch (cause) {
      throw unwritable(settingsOverlayPath(dataDir), cause);
    }
    this.#config = inForce;
    onChange(inForce);
  }
}

/** @throws EkspresiError CONFIG_INVALID */
function checked(config: Config, wish: Partial<ChangeableSettings>): Config {
  const result = configSchema.safeParse(withChange(config, wish));
  if (result.success) return deepFreeze(result.data);
  const issue = result.error.issues[0];
  throw new EkspresiError(
    'CONFIG_INVALID',
    `${issue?.path.join('.')}: ${issue?.message.replace(/^Invalid input: /, '')}`,
    'Nothing was changed.',
  );
}

/** False where the file may not be written. @throws EkspresiError CONFIG_INVALID, CONFIG_UNWRITABLE */
function writeIfWritable(
  path: string,
  text: string,
  config: Config,
  change: Partial<ChangeableSettings>,
): boolean {
  if (!isWritable(path)) return false;
  const changed = changeConfigText(text, change);
  const again = parseConfig(changed);
  // Whatever YAML can do, what is written must mean the old file and the change, nothing else.
  if (!again.ok || !isDeepStrictEqual(again.config, checked(config, change))) {
    throw new EkspresiError(
      'CONFIG_INVALID',
      `${path} cannot be changed from here without changing more than that`,
      'Change the setting in the file and reload (systemctl reload ekspresi).',
    );
  }
  try {
    writeAtomically(path, changed);
    return true;
  } catch (cause) {
    if (NOT_WRITABLE.has((cause as NodeJS.ErrnoException).code)) return false;
    throw unwritable(path, cause);
  }
}

function isWritable(path: string): boolean {
  try {
    const target = realpathSync(path);
    accessSync(target, constants.W_OK);
    accessSync(dirname(target), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function unwritable(path: string, cause: unknown): EkspresiError {
  return new EkspresiError(
    'CONFIG_UNWRITABLE',
    `${path} cannot be written: ${(cause as Error).message.split(',', 1)[0]}`,
    'Check the disk and the permissions of the file; nothing was changed.',
    { cause },
  );
}

function without(kept: SettingsOverlay, names: readonly SettingName[]): SettingsOverlay {
  return Object.fromEntries(
    Object.entries(kept).filter(([name]) => !names.includes(name as SettingName)),
  );
}
