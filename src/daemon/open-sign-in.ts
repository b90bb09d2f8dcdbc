import { type Accounts, openAccounts } from '../accounts/accounts.js';
import { type RecoveredAccounts, recoverAccounts } from '../accounts/recover-accounts.js';
import type { Clock } from '../core/clock.js';
import type { Log } from '../core/log.js';
import type { Config } from './config/config-schema.js';
import { pageHost } from './config/page-host.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Whether people must sign in: always, unless only this machine can reach the pages. */
export function needsSignIn(config: Config): boolean {
  return config.dashboard.signIn === 'always' || !LOOPBACK.test(pageHost(config));
}

/**
 * Opens the accounts where people must sign in, else null. The first start, and one that finds no
 * administrator in damaged accounts, makes one and tells its password once.
 *
 * @throws EkspresiError as {@link openAccounts}
 */
export async function openSignIn(deps: {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly tellPassword: (name: string, password: string) => void;
  readonly onMended: (accounts: RecoveredAccounts) => void;
}): Promise<Accounts | null> {
  if (!needsSignIn(deps.config)) return null;
  const mended = recoverAccounts(deps.dataDir, deps.clock.nowMs());
  if (mended !== null) deps.onMended(mended);
  const accounts = openAccounts(deps.dataDir, deps.clock, deps.log);
  const made = await accounts.ensureAdministrator();
  if (made !== null) deps.tellPassword(made.name, made.password);
  return accounts;
}
