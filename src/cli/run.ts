import { pino } from 'pino';
import { redactSource } from '../capture/redact.js';
import { findSourceType, SOURCE_EXAMPLES } from '../capture/source-types.js';
import { systemClock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { secretPath } from '../core/secret-file.js';
import type { Config } from '../daemon/config/config-schema.js';
import { effectiveConfig, withOverrides } from '../daemon/config/effective-config.js';
import { findConfigPath } from '../daemon/config/load-config.js';
import { safeAddress } from '../daemon/config/page-address.js';
import { dataFolder } from '../daemon/config/to-settings.js';
import { keepRunning } from '../daemon/keep-running.js';
import { runDaemon } from '../daemon/run-daemon.js';
import { runSafeMode } from '../daemon/safe-mode.js';
import { readCertificate } from '../dashboard/certificate.js';
import type { Command } from './command.js';
import { isJournal, journalPrefix } from './journal.js';
import { parseOptions, wholeNumber } from './options.js';
import { modelsFolder, programVersion } from './version.js';

const STOP_GRACE_MS = 1000;
const MAX_LINE_CHARACTERS = 2000;

/** A list over several lines, each indented so far. */
function inLines(list: string, indent: number): string {
  const lines = list.match(/.{1,60}(?:,(?= )|$)/g) ?? [];
  return lines.map((line) => line.trim()).join(`\n${' '.repeat(indent)}`);
}

export const command: Command = {
  help: `Usage: ekspresi run [--config F] [--source S] [--host H] [--port N] [--data DIR]

Runs until SIGTERM or SIGINT. SIGHUP reads the configuration anew. Options go before the
configuration file. Under systemd a wrong configuration does not end it: its page then says
what to mend (safe mode).

  --config F   YAML file (default: $EKSPRESI_CONFIG, /etc/ekspresi/ekspresi.yaml)
  --source S   ${inLines(SOURCE_EXAMPLES, 15)}
  --host H     address of the pages (default: the network, with a
               sign-in; 127.0.0.1 for drawn visitors and recordings)
  --port N     port of the pages (default 8080; 0 takes a free one)
  --data DIR   folder of the history

Exit: 0 stopped as told, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values } = parseOptions(
      'run',
      args,
      {
        config: { type: 'string' },
        source: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
      },
      { most: 0, hint: 'the source goes with --source' },
    );
    // A wrong one here is refused at once; one of the file is a problem of the configuration.
    if (values.source !== undefined) {
      findSourceType(values.source);
      // Everybody may read the arguments of a process.
      if (redactSource(values.source) !== values.source) process.title = 'ekspresi run';
    }
    const overrides = {
      ...(values.source === undefined ? {} : { source: values.source }),
      ...(values.host === undefined ? {} : { host: values.host }),
      ...(values.port === undefined
        ? {}
        : { port: wholeNumber('run', 'port', values.port, { min: 0, max: 65_535 }) }),
    };
    const configPath = findConfigPath(values.config, io.environment);
    const shared = {
      version: programVersion(),
      environment: io.environment,
      clock: systemClock,
      onReady: (url: string) => io.stderr.write(`ekspresi: the pages are at ${url}\n`),
    };
    const run = (config: Config, signal: AbortSignal) =>
      runDaemon(
        {
          ...shared,
          config,
          configPath,
          dataDir: dataFolder(values.data, config, io.environment),
          modelsDir: modelsFolder(),
          log: createProcessLog(config.log.level, io.environment),
          tellPassword: (name, password) =>
            io.stderr.write(
              `ekspresi: first start: sign in as ${name} with the password ${password} and change it\n`,
            ),
        },
        signal,
      );
    const log = createProcessLog('info', io.environment);
    const safeMode = (error: EkspresiError, signal: AbortSignal) => {
      const wanted = { ...safeAddress(configPath), ...overrides };
      // An address that the box has no longer would keep this page from everybody, too.
      const address = error.code === 'BIND_REFUSED' ? { ...wanted, host: '0.0.0.0' } : wanted;
      return runSafeMode({ ...shared, ...address, error, configPath, log }, signal);
    };
    await keepRunning(
      {
        load: () => {
          const { config, problem } = effectiveConfig(configPath, values.data, io.environment);
          if (problem !== null) log.warn({}, problem);
          return withOverrides(config, overrides);
        },
        check: ({ dashboard: { tlsCertPath: certPath, tlsKeyPath: keyPath } }) => {
          if (certPath && keyPath) {
            readCertificate({ certPath: secretPath(certPath), keyPath: secretPath(keyPath) });
          }
        },
        run,
        // At a terminal the failure itself is the best answer.
        safeMode: (io.environment.NOTIFY_SOCKET ?? '') === '' ? null : safeMode,
        onReload: (listener) => io.onHangup(listener),
        clock: systemClock,
        log,
      },
      io.signal,
    ).catch((error: unknown) => {
      if (error instanceof EkspresiError && error.code === 'WORKER_STALLED') killSoon();
      throw error;
    });
    // A native thread that does not end must not keep a stopped daemon alive.
    setTimeout(() => process.exit(0), STOP_GRACE_MS).unref();
    return 0;
  },
};

/** Even `process.exit` waits for a thread, and this one never ends. */
function killSoon(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), STOP_GRACE_MS).unref();
}

/**
 * JSON lines on standard error, where journald and people find them; values are cut to a bound.
 */
function createProcessLog(level: string, environment: NodeJS.ProcessEnv): Log {
  const standardError = pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: cutLongTexts },
    },
    isJournal(environment) ? inJournal(standardError) : standardError,
  );
}

/** Each line with its priority, by which `journalctl -p warning` finds it. */
function inJournal(destination: { write(line: string): void }): { write(line: string): void } {
  return {
    write: (line) => {
      const [, label = 'info'] = /^{"level":"(\w+)"/.exec(line) ?? [];
      destination.write(`${journalPrefix(label)}${line}`);
    },
  };
}

function cutLongTexts(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.slice(0, MAX_LINE_CHARACTERS) : value,
    ]),
  );
}
