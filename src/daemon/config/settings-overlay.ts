import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { ChangeableSettings } from '../../dashboard/dashboard-deps.js';
import { changeableSettings, SETTING_NAMES, withChange } from './changeable-settings.js';
import { type Config, configSchema } from './config-schema.js';
import { deepFreeze } from './parse-config.js';
import { writeAtomically } from './write-atomically.js';

/** What the pages changed while the configuration file could not be written. */
export type SettingsOverlay = Readonly<
  Partial<
    Record<
      keyof ChangeableSettings,
      {
        readonly value: unknown;
        /** What the file said then: once it says something else, the file's is the newer wish. */
        readonly insteadOf: unknown;
      }
    >
  >
>;

const HEAD = `# Changes made on the settings page of ekspresi, kept here because the configuration file
# could not be written. A setting that is changed in that file afterwards counts again.
`;

const keptSchema = z.partialRecord(
  z.enum(SETTING_NAMES),
  z.strictObject({ value: z.unknown(), insteadOf: z.unknown() }),
);

/** Path of the kept changes beside the history. */
export function settingsOverlayPath(dataDir: string): string {
  return join(dataDir, 'page-settings.yaml');
}

/** The kept changes of a data folder; `problem` tells of a file that cannot be used. */
export function readSettingsOverlay(dataDir: string): {
  readonly kept: SettingsOverlay;
  readonly problem: string | null;
} {
  const path = settingsOverlayPath(dataDir);
  if (!existsSync(path)) return { kept: {}, problem: null };
  try {
    const parsed = keptSchema.safeParse(parse(readFileSync(path, 'utf8')));
    if (parsed.success) return { kept: parsed.data as SettingsOverlay, problem: null };
    return { kept: {}, problem: `${path} is not understood and is left out` };
  } catch (error) {
    const because = (error as Error).message.split('\n', 1)[0];
    return { kept: {}, problem: `${path} cannot be read and is left out: ${because}` };
  }
}

/** @throws the system's error where the data folder cannot be written */
export function writeSettingsOverlay(dataDir: string, kept: SettingsOverlay): void {
  const path = settingsOverlayPath(dataDir);
  if (Object.keys(kept).length > 0) writeAtomically(path, `${HEAD}${stringify(kept)}`);
  else rmSync(path, { force: true });
}

/** The file's configuration with those kept changes that the file has not overtaken. Pure. */
export function withSettingsOverlay(fromFile: Config, kept: SettingsOverlay): Config {
  const present = changeableSettings(fromFile);
  const applied = SETTING_NAMES.filter(
    (name) => kept[name] !== undefined && isDeepStrictEqual(kept[name]?.insteadOf, present[name]),
  );
  const change = Object.fromEntries(applied.map((name) => [name, kept[name]?.value]));
  const checked = configSchema.safeParse(withChange(fromFile, change));
  // Written by another version, or by hand: the file alone is better than no start.
  return checked.success ? deepFreeze(checked.data) : fromFile;
}
