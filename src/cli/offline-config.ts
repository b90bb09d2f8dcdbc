import { EkspresiError } from '../core/errors.js';
import type { Config } from '../daemon/config/config-schema.js';
import { findConfigPath, loadConfig, SYSTEM_CONFIG_PATH } from '../daemon/config/load-config.js';
import type { CommandIo } from './command.js';

/**
 * The configuration for a command that works without one. The installed file may hold the password
 * of a camera and is closed to most people: for them the defaults hold, which a line on stderr
 * says. `systemPath` is an argument for tests.
 *
 * @throws EkspresiError CONFIG_INVALID, CONFIG_UNREADABLE for a file that the caller has named
 */
export function offlineConfig(
  option: string | undefined,
  io: Pick<CommandIo, 'environment' | 'stderr'>,
  systemPath = SYSTEM_CONFIG_PATH,
): Config {
  const path = findConfigPath(option, io.environment, systemPath);
  try {
    return loadConfig(path);
  } catch (error) {
    const isClosed = error instanceof EkspresiError && error.code === 'CONFIG_UNREADABLE';
    if (!isClosed || path !== systemPath) throw error;
    io.stderr.write(`ekspresi: ${path} is closed to you, so the defaults are used\n`);
    return loadConfig(null);
  }
}
