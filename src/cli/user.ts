import { requireAccounts } from '../accounts/account-schema.js';
import { type AuditAction, ROLES, type Role } from '../accounts/account-types.js';
import { type Accounts, openAccounts } from '../accounts/accounts.js';
import { systemClock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import { silentLog } from '../core/log.js';
import { findConfigPath, loadConfig } from '../daemon/config/load-config.js';
import { dataFolder } from '../daemon/config/to-settings.js';
import type { Command, CommandIo } from './command.js';
import { parseOptions } from './options.js';

export const command: Command = {
  help: `Usage: ekspresi user list [--data DIR] [--config F]
       ekspresi user add NAME [--role viewer|administrator]
       ekspresi user reset NAME
       ekspresi user remove NAME

add and reset print a new password once, on stdout; reset ends the person's sessions.
Works while the daemon runs. add begins the accounts of a data folder that has none.

Exit: 0 done, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      'user',
      args,
      {
        config: { type: 'string' },
        data: { type: 'string' },
        role: { type: 'string', default: 'viewer' },
      },
      { most: 2 },
    );
    const [action, name] = positionals;
    if (!isAction(action) || (action !== 'list' && name === undefined)) {
      const actions = 'list, add NAME, reset NAME or remove NAME';
      throw new EkspresiError('action-wanted', { command: 'user', actions });
    }
    if (action === 'list' && name !== undefined) {
      throw new EkspresiError('argument-surplus', {
        ...{ command: 'user', argument: name, hint: 'list shows everybody' },
      });
    }
    const role = ROLES.find((candidate) => candidate === values.role);
    if (role === undefined) {
      throw new EkspresiError('option-choice', {
        ...{ command: 'user', option: 'role', choices: ROLES.join(' or '), value: values.role },
      });
    }
    const config = loadConfig(findConfigPath(values.config, io.environment));
    const dataDir = dataFolder(values.data, config, io.environment);
    if (action !== 'add') requireAccounts(dataDir);
    const accounts = openAccounts(dataDir, systemClock, silentLog);
    try {
      await act(accounts, { action, name: name ?? '', role }, io);
    } finally {
      accounts.close();
    }
    return 0;
  },
};

async function act(
  accounts: Accounts,
  order: { readonly action: Action; readonly name: string; readonly role: Role },
  io: CommandIo,
): Promise<void> {
  const { action, name, role } = order;
  const audit = (what: AuditAction) =>
    accounts.audit({ actor: 'command', action: what, detail: name });
  switch (action) {
    case 'list':
      for (const user of accounts.list()) {
        const seen =
          user.lastSignInMs === null ? 'never' : new Date(user.lastSignInMs).toISOString();
        io.stdout.write(`${user.name}\t${user.role}\tlast sign-in ${seen}\n`);
      }
      return;
    case 'add':
      io.stdout.write(`${await accounts.create(name, role)}\n`);
      audit('user-created');
      return;
    case 'reset':
      io.stdout.write(`${await accounts.reset(name)}\n`);
      audit('password-reset');
      return;
    case 'remove':
      accounts.remove(name);
      audit('user-removed');
  }
}

const ACTIONS = ['list', 'add', 'reset', 'remove'] as const;
type Action = (typeof ACTIONS)[number];

function isAction(text: string | undefined): text is Action {
  return ACTIONS.some((action) => action === text);
}
