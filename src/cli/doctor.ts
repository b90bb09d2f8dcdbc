import { findConfigPath, loadConfig } from '../daemon/config/load-config.js';
import { dataFolder } from '../daemon/config/to-settings.js';
import { runChecks } from '../doctor/run-checks.js';
import { supportBundle } from '../doctor/support-bundle.js';
import type { Command } from './command.js';
import { parseOptions } from './options.js';
import { modelsFolder, programVersion } from './version.js';
import { writeOutput } from './write-output.js';

const MARKS = { ok: 'ok  ', warning: 'WARN', failed: 'FAIL' } as const;

export const command: Command = {
  help: `Usage: ekspresi doctor [--json] [--bundle FILE] [--config F] [--data DIR]

Checks configuration, Node, the running service, ffmpeg, cascade, models, camera, permissions,
data folder, database, disk, backups, port, temperature, memory and clock.

  --bundle F   also writes what helps others to help (checks, settings, log, events, sizes) as
               JSON, without pictures, faces, accounts, credentials and addresses

Exit: 0 nothing failed (there may be warnings), 1 something failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values } = parseOptions(
      'doctor',
      args,
      {
        bundle: { type: 'string' },
        json: { type: 'boolean', default: false },
        config: { type: 'string' },
        data: { type: 'string' },
      },
      { most: 0 },
    );
    const configPath = findConfigPath(values.config, io.environment);
    const findings = await runChecks({
      configPath,
      loadConfig: () => loadConfig(configPath),
      dataDir: (config) => dataFolder(values.data, config, io.environment),
      modelsDir: modelsFolder(),
      signal: io.signal,
    });
    const results = findings.checks;
    if (values.json) {
      io.stdout.write(`${JSON.stringify({ checks: results }, null, 2)}\n`);
    } else {
      for (const { name, status, message, remedy } of results) {
        io.stdout.write(`${MARKS[status]}  ${name.padEnd(14)} ${message}\n`);
        if (remedy !== null) io.stdout.write(`      ${' '.repeat(14)} → ${remedy}\n`);
      }
    }
    if (values.bundle !== undefined) {
      const text = await supportBundle({ version: programVersion(), ...findings });
      // For the caller alone.
      await writeOutput(values.bundle, { chunks: [text], signal: io.signal, mode: 0o600 });
      io.stderr.write(
        `ekspresi: the support bundle is ${values.bundle}; read it before you send it\n`,
      );
    }
    return results.some(({ status }) => status === 'failed') ? 1 : 0;
  },
};
