import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EkspresiError } from '../core/errors.js';
import { findConfigPath, loadConfig } from '../daemon/config/load-config.js';
import { dataFolder } from '../daemon/config/to-settings.js';
import { checkBackup } from '../store/backup/check-backup.js';
import { backupHistory } from '../store/backup/copy-database.js';
import { restoreBackup } from '../store/backup/restore-backup.js';
import { existingDatabasePath } from '../store/database/data-folder.js';
import type { Command } from './command.js';
import { parseOptions } from './options.js';

export const command: Command = {
  help: `Usage: ekspresi backup create FILE [--data DIR] [--config F]
       ekspresi backup check FILE
       ekspresi backup restore FILE [--data DIR] [--config F]

create copies the history while the daemon runs. check says whether a file is a sound backup
that this version reads. restore wants the daemon stopped; it
checks the backup first and keeps the history that it replaces beside it.

Exit: 0 done, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      'backup',
      args,
      {
        config: { type: 'string' },
        data: { type: 'string' },
      },
      { most: 2 },
    );
    const [action, file] = positionals;
    if (!isAction(action) || file === undefined) {
      const actions = 'create FILE, check FILE or restore FILE';
      throw new EkspresiError('action-wanted', { command: 'backup', actions });
    }
    const path = resolve(file);
    if (action === 'check') {
      checkBackup(path, { quick: true });
      io.stderr.write(`ekspresi: ${path} is a sound backup\n`);
      return 0;
    }
    const config = loadConfig(findConfigPath(values.config, io.environment));
    const dataDir = dataFolder(values.data, config, io.environment);
    if (action === 'create') {
      requireBackupPlace(path, dataDir);
      await backupHistory(dataDir, path);
      io.stderr.write(`ekspresi: the history of ${dataDir} is copied to ${path}\n`);
      return 0;
    }
    const kept = restoreBackup({ dataDir, backupPath: path, nowMs: Date.now() });
    const note = kept === null ? '' : `; the one before is kept as ${kept}`;
    io.stderr.write(`ekspresi: the history of ${dataDir} is restored from ${path}${note}\n`);
    return 0;
  },
};

/** A backup takes the place of what is there: neither of the history itself nor of a device. */
function requireBackupPlace(path: string, dataDir: string): void {
  const history = statSync(existingDatabasePath(dataDir));
  if (!existsSync(path)) return;
  const there = statSync(path);
  const isHistory = there.ino === history.ino && there.dev === history.dev;
  if (there.isFile() && !isHistory) return;
  throw new EkspresiError(isHistory ? 'backup-target-is-history' : 'backup-target-is-foreign', {
    path,
  });
}

const ACTIONS = ['create', 'check', 'restore'] as const;

function isAction(text: string | undefined): text is (typeof ACTIONS)[number] {
  return ACTIONS.some((action) => action === text);
}
