import { EkspresiError } from '../core/errors.js';
import { EXPORT_FORMATS, EXPORT_LEVELS } from '../core/export-format.js';
import { effectiveConfig } from '../daemon/config/effective-config.js';
import { findConfigPath } from '../daemon/config/load-config.js';
import { exportHistory } from '../store/export/export-history.js';
import type { Command } from './command.js';
import { choice, moment, parseOptions } from './options.js';
import { writeAll, writeOutput } from './write-output.js';

export const command: Command = {
  help: `Usage: ekspresi export --from T --to T --format ${EXPORT_FORMATS.join('|')}
                       [--level ${EXPORT_LEVELS.join('|')}]
                       [--data DIR] [--config F] [-o F]

Writes the history between two times (from included, to not) to stdout (also -o -) or the
file F, also while the daemon runs. F gets its name when it is whole; interrupted, it stays
as it was. T is ISO 8601 (UTC unless it names a zone), epoch milliseconds (0 is the
beginning), now, or -7d, -12h, -30m.

Exit: 0 written, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values } = parseOptions(
      'export',
      args,
      {
        config: { type: 'string' },
        data: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string' },
        level: { type: 'string', default: 'observation' },
        output: { type: 'string', short: 'o' },
      },
      { most: 0 },
    );
    const nowMs = Date.now();
    if (values.from === undefined || values.to === undefined) {
      throw new EkspresiError('export-range-wanted', { command: 'export' });
    }
    const fromMs = moment('export', 'from', values.from, nowMs);
    const toMs = moment('export', 'to', values.to, nowMs);
    if (fromMs >= toMs) throw new EkspresiError('export-range-order', { command: 'export' });
    const configPath = findConfigPath(values.config, io.environment);
    const { config, dataDir } = effectiveConfig(configPath, values.data, io.environment);
    const chunks = exportHistory({
      dataDir,
      fromMs,
      toMs,
      format: choice('export', 'format', values.format, EXPORT_FORMATS),
      level: choice('export', 'level', values.level, EXPORT_LEVELS),
      timeZone: config.dashboard.timeZone,
      site: config.site,
      onUnreadable: (rows) =>
        io.stderr.write(`ekspresi: ${rows} rows could not be read and were left out\n`),
    });
    if (values.output === undefined || values.output === '-') {
      for await (const chunk of chunks) {
        io.signal.throwIfAborted();
        await writeAll(io.stdout, chunk);
      }
    } else {
      await writeOutput(values.output, { chunks, signal: io.signal });
    }
    return 0;
  },
};
