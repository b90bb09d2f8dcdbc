import type { Config } from './config-schema.js';
import { loadConfig } from './load-config.js';
import { readSettingsOverlay, withSettingsOverlay } from './settings-overlay.js';
import { dataFolder } from './to-settings.js';

export interface EffectiveConfig {
  readonly config: Config;
  readonly dataDir: string;
  /** What is wrong with the kept changes, null when nothing is. */
  readonly problem: string | null;
}

/**
 * What is in force: the configuration file, and the changes made on the pages that could not be
 * written to it.
 *
 * @throws EkspresiError CONFIG_UNREADABLE, CONFIG_INVALID
 */
export function effectiveConfig(
  configPath: string | null,
  dataOption: string | undefined,
  environment: NodeJS.ProcessEnv,
): EffectiveConfig {
  const fromFile = loadConfig(configPath);
  const dataDir = dataFolder(dataOption, fromFile, environment);
  const { kept, problem } = readSettingsOverlay(dataDir);
  return { config: withSettingsOverlay(fromFile, kept), dataDir, problem };
}
