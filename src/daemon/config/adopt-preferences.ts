import type { Accounts } from '../../accounts/accounts.js';
import { describeError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import type { SettingsStore } from '../../dashboard/dashboard-deps.js';

const OLD_FACTS = ['language', 'timeZone', 'preview'] as const;

/** Takes over what earlier versions kept beside the accounts, once. */
export function adoptPreferences(accounts: Accounts, keeper: SettingsStore, log: Log): void {
  for (const name of OLD_FACTS) {
    const value = accounts.fact(name);
    if (value === null) continue;
    try {
      keeper.change({ [name]: value });
    } catch (error) {
      log.warn({ name, reason: describeError(error) }, 'an old preference was not taken over');
    }
    accounts.removeFact(name);
  }
}
