import type { Config } from './config-schema.js';

/** What the command line sets; it goes before the file. */
export interface ConfigOverrides {
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
