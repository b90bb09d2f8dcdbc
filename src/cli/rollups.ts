import { systemClock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import { findConfigPath, loadConfig } from '../daemon/config/load-config.js';
import { dataFolder } from '../daemon/config/to-settings.js';
import { existingDatabasePath } from '../store/database/data-folder.js';
import { rebuildRollups } from '../store/rollups/rebuild-rollups.js';
import type { Command } from './command.js';
import { parseOptions } from './options.js';
import { createProgressLine } from './progress-line.js';

export const command: Command = {
  help: `Usage: ekspresi rollups rebuild [--data DIR] [--config F]

Rebuilds the sums per minute and hour from the stored observations, as far back as these reach.
Older sums stay as they are, and so do those of hours with missing observations (dropped on a
full disk, lost with damage). The daemon must be stopped. Faces, blinks and the time in view
come out as they were counted live. The time per expression is nearly the same; it differs more
the fewer observations were stored per second (store.observationsPerFaceSecond). The number of
observations and the means are the same only if every observation was stored. An interrupted
run leaves the sums as they were.

Exit: 0 done, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      'rollups',
      args,
      {
        config: { type: 'string' },
        data: { type: 'string' },
      },
      { most: 1 },
    );
    if (positionals[0] !== 'rebuild') {
      throw new EkspresiError('action-wanted', { command: 'rollups', actions: 'rebuild' });
    }
    const config = loadConfig(findConfigPath(values.config, io.environment));
    const dataDir = dataFolder(values.data, config, io.environment);
    existingDatabasePath(dataDir);
    let progress: ReturnType<typeof createProgressLine> | null = null;
    const { observations, unreadable, fromMs, leftHours } = await rebuildRollups({
      dataDir,
      clock: systemClock,
      observationsPerFaceSecond: config.store.observationsPerFaceSecond,
      signal: io.signal,
      onProgress: (done, total) => {
        progress ??= createProgressLine(io.stderr, { total, of: 'observations' });
        progress.update(done);
      },
    }).finally(() => progress?.end());
    const told =
      fromMs === null
        ? 'there are no observations to count'
        : `${observations} observations counted; the sums since ${new Date(fromMs).toISOString()} are new`;
    const left = leftHours ? '; hours with missing observations keep the sums they had' : '';
    const lost = unreadable > 0 ? `; ${unreadable} rows could not be read` : '';
    io.stderr.write(`ekspresi: ${told}${left}${lost}\n`);
    return 0;
  },
};
