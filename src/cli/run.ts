import { systemClock } from '../core/clock.js';
import { findConfigPath, loadConfig } from '../daemon/config/load-config.js';
import { dataFolder } from '../daemon/config/slices.js';
import { runDaemon } from '../daemon/run-daemon.js';
import type { Command } from './command.js';
import { parseOptions, usageError, wholeNumber } from './options.js';
import { createProcessLog } from './process-log.js';
import { modelsFolder, programVersion } from './version.js';

const STOP_GRACE_MS = 1000;

export const runCommand: Command = {
  name: 'run',
  summary: 'the daemon: camera in, history and pages out',
  help: `Usage: ekspresi run [--config F] [--source S] [--host H] [--port N] [--data DIR]

Runs until SIGTERM or SIGINT. Options go before the configuration file.

  --config F   YAML file (default: $EKSPRESI_CONFIG, /etc/ekspresi/ekspresi.yaml)
  --source S   camera, /dev/video0, a video file, rtsp://…, http://…, synthetic, snapshot
  --host H     address of the pages (default 127.0.0.1)
  --port N     port of the pages (default 8080; 0 takes a free one)
  --data DIR   folder of the history

Exit: 0 stopped as told, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions('run', args, {
      config: { type: 'string' },
      source: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      data: { type: 'string' },
    });
    if (positionals[0] !== undefined) {
      throw usageError(
        'run',
        `'${positionals[0]}' is not an option; the source goes with --source`,
      );
    }
    const file = loadConfig(findConfigPath(values.config, io.environment));
    const { source = file.source, host = file.dashboard.host } = values;
    const port =
      values.port === undefined
        ? file.dashboard.port
        : wholeNumber('run', 'port', values.port, { min: 0, max: 65_535 });
    const config = { ...file, source, dashboard: { ...file.dashboard, host, port } };
    await runDaemon(
      {
        config,
        dataDir: dataFolder(values.data, config, io.environment),
        modelsDir: modelsFolder(),
        version: programVersion(),
        environment: io.environment,
        clock: systemClock,
        log: createProcessLog(config.log.level),
        tellPassword: (name, password) =>
          io.stderr.write(
            `ekspresi: first start: sign in as ${name} with the password ${password} and change it\n`,
          ),
        onReady: (url) => io.stderr.write(`ekspresi: the pages are at ${url}\n`),
      },
      io.signal,
    );
    // A native thread that does not end must not keep a stopped daemon alive.
    setTimeout(() => process.exit(0), STOP_GRACE_MS).unref();
    return 0;
  },
};
