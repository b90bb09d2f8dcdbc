import type { Config } from './config-schema.js';
import { loadConfig } from './load-config.js';
import { readSettingsOverlay, withSettingsOverlay } from './settings-overlay.js';
import { dataFolder } from './to-settings.js';

interface EffectiveConfig {
  readonly config: Config;
  readonly dataDir: string;
  /** What is wrong with the settings overlay, null when nothing is. */
  readonly problem: string | null;
}

/**
 * What is in force: the configuration file with the settings overlay of the data folder over it.
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
  const { overlay, problem } = readSettingsOverlay(dataDir);
  return { config: withSettingsOverlay(fromFile, overlay), dataDir, problem };
}

/** What the command line sets; it goes before the file. */
interface ConfigOverrides {
  readonly source?: string;
  readonly host?: string;
  readonly port?: number;
}

/** The configuration with the command line's wishes in it. */
export function withOverrides(config: Config, overrides: ConfigOverrides): Config {
  const { source = config.source, host = config.dashboard.host } = overrides;
  const port = overrides.port ?? config.dashboard.port;
  return { ...config, source, dashboard: { ...config.dashboard, host, port } };
}
