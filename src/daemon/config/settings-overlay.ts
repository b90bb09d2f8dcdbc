import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { sync as writeFileAtomicSync } from 'write-file-atomic';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { EkspresiError } from '../../core/errors.js';
import type { ChangeableSettings, SettingsStore } from '../../dashboard/dashboard-deps.js';
import {
  changeableSettings,
  SETTING_NAMES,
  type SettingName,
  withChange,
} from './changeable-settings.js';
import { type Config, configSchema } from './config-schema.js';
import { loadConfig } from './load-config.js';
import { deepFreeze } from './parse-config.js';

/** The settings that were changed on the pages. */
type SettingsOverlay = Readonly<
  Partial<
    Record<
      SettingName,
      {
        readonly value: unknown;
        /** What the file said then: once it says something else, the file's is the newer wish. */
        readonly insteadOf: unknown;
      }
    >
  >
>;

const HEAD = `# Changes made on the settings page of ekspresi. They go before the configuration file.
# A setting that is changed in that file afterwards counts again.
`;
const OVERLAY_MODE = 0o640;

const overlaySchema = z.partialRecord(
  z.enum(SETTING_NAMES),
  z.strictObject({ value: z.unknown(), insteadOf: z.unknown() }),
);

/** Path of the settings overlay, beside the history. */
export function settingsOverlayPath(dataDir: string): string {
  return join(dataDir, 'page-settings.yaml');
}

/** The overlay of a data folder; `problem` says why it cannot be used. */
export function readSettingsOverlay(dataDir: string): {
  readonly overlay: SettingsOverlay;
  readonly problem: string | null;
} {
  const path = settingsOverlayPath(dataDir);
  if (!existsSync(path)) return { overlay: {}, problem: null };
  try {
    const parsed = overlaySchema.safeParse(parse(readFileSync(path, 'utf8')));
    if (parsed.success) return { overlay: parsed.data as SettingsOverlay, problem: null };
    return { overlay: {}, problem: `${path} is not understood and is left out` };
  } catch (error) {
    const because = (error as Error).message.split('\n', 1)[0];
    return { overlay: {}, problem: `${path} cannot be read and is left out: ${because}` };
  }
}

/** The file's configuration with those changes that the file has not overtaken. Pure. */
export function withSettingsOverlay(fromFile: Config, overlay: SettingsOverlay): Config {
  const present = changeableSettings(fromFile);
  const applied = SETTING_NAMES.filter((name) => {
    const entry = overlay[name];
    return entry !== undefined && isStillSaid(entry.insteadOf, present[name]);
  });
  const change = Object.fromEntries(applied.map((name) => [name, overlay[name]?.value]));
  const checked = configSchema.safeParse(withChange(fromFile, change));
  // Written by another version, or by hand: the file alone is better than no start.
  return checked.success ? deepFreeze(checked.data) : fromFile;
}

/**
 * Whether the file says what it said when the page was changed. A setting that a later version has
 * added to a section was not said then.
 */
function isStillSaid(then: unknown, now: unknown): boolean {
  if (isDeepStrictEqual(then, now)) return true;
  const [before, present] = [z.record(z.string(), z.unknown()).safeParse(then), now as object];
  return (
    before.success &&
    Object.entries(before.data).every(([key, value]) =>
      isDeepStrictEqual(value, (present as Record<string, unknown>)[key]),
    )
  );
}

interface PageSettingsDeps {
  /** The configuration file, null where there is none. */
  readonly configPath: string | null;
  readonly dataDir: string;
  /** What is in force at the start. */
  readonly config: Config;
}

/**
 * Settings that the pages change while the kiosk runs. A change goes to the overlay in the data
 * folder: the configuration file stays as its author wrote it.
 */
export class PageSettings implements SettingsStore {
  readonly #deps: PageSettingsDeps;
  readonly #listeners = new Set<(config: Config) => void>();
  #config: Config;

  constructor(deps: PageSettingsDeps) {
    this.#deps = deps;
    this.#config = deps.config;
  }

  current(): ChangeableSettings {
    return changeableSettings(this.#config);
  }

  overlayPath(): string {
    return settingsOverlayPath(this.#deps.dataDir);
  }

  /** Calls `listener` after each change with what is in force then. */
  onChange(listener: (config: Config) => void): void {
    this.#listeners.add(listener);
  }

  change(wish: Partial<ChangeableSettings>): void {
    const { configPath, dataDir } = this.#deps;
    const inForce = checked(this.#config, wish);
    // Read again: somebody may have edited it since the start.
    const inFile = changeableSettings(loadConfig(configPath));
    const wished = SETTING_NAMES.filter((name) => wish[name] !== undefined);
    const differing = wished.filter((name) => !isDeepStrictEqual(wish[name], inFile[name]));
    writeSettingsOverlay(dataDir, {
      ...without(readSettingsOverlay(dataDir).overlay, wished),
      ...Object.fromEntries(
        differing.map((name) => [name, { value: wish[name], insteadOf: inFile[name] }]),
      ),
    });
    this.#config = inForce;
    for (const listener of this.#listeners) listener(inForce);
  }
}

/** @throws EkspresiError CONFIG_INVALID */
function checked(config: Config, wish: Partial<ChangeableSettings>): Config {
  const result = configSchema.safeParse(withChange(config, wish));
  if (result.success) return deepFreeze(result.data);
  const issue = result.error.issues[0];
  throw new EkspresiError('setting-refused', {
    setting: issue?.path.join('.') ?? '',
    problem: issue?.message.replace(/^Invalid input: /, '') ?? '',
  });
}

/** All of it or nothing, also when the power goes. @throws EkspresiError CONFIG_UNWRITABLE */
function writeSettingsOverlay(dataDir: string, overlay: SettingsOverlay): void {
  const path = settingsOverlayPath(dataDir);
  try {
    if (Object.keys(overlay).length === 0) rmSync(path, { force: true });
    else writeFileAtomicSync(path, `${HEAD}${stringify(overlay)}`, { mode: OVERLAY_MODE });
  } catch (cause) {
    const reason = (cause as Error).message.split(',', 1)[0] ?? '';
    throw new EkspresiError('config-unwritable', { path, reason }, { cause });
  }
}

function without(overlay: SettingsOverlay, names: readonly SettingName[]): SettingsOverlay {
  return Object.fromEntries(
    Object.entries(overlay).filter(([name]) => !names.includes(name as SettingName)),
  );
}
