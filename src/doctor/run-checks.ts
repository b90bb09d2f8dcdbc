import { findSourceType } from '../capture/source-types.js';
import { systemClock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import type { SourceVerdict } from '../core/frame-source.js';
import { silentLog } from '../core/log.js';
import type { Config } from '../daemon/config/config-schema.js';
import { configProblems, readConfigText } from '../daemon/config/load-config.js';
import { pageHost } from '../daemon/config/page-address.js';
import { toInferenceSettings, toSourceSettings } from '../daemon/config/to-settings.js';
import { createFacePipeline } from '../inference/pipeline/face-pipeline.js';
import { type CheckResult, check } from './check.js';
import { checkData, checkDisk, checkLeftovers, checkRotation } from './history-checks.js';
import {
  checkClock,
  checkFfmpeg,
  checkMemory,
  checkNode,
  checkPort,
  checkTemperature,
} from './machine-checks.js';
import { salvageConfig } from './salvage-config.js';
import { askHealth, checkService, type Health } from './service-check.js';

interface DoctorDeps {
  /** Null: the defaults. */
  readonly configPath: string | null;
  loadConfig(): Config;
  dataDir(config: Config): string;
  readonly modelsDir: string;
  readonly signal: AbortSignal;
}

/** What was found, and what it was found with. */
interface Findings {
  readonly checks: readonly CheckResult[];
  /** Null where it is wrong. */
  readonly config: Config | null;
  readonly dataDir: string | null;
  readonly health: Health | null;
}

const MOST_PROBLEMS = 10;

/**
 * All checks in the order in which an operator mends things. A wrong configuration is named
 * with every problem; the other checks then go by the settings that are right.
 */
export async function runChecks(deps: DoctorDeps): Promise<Findings> {
  let right: Config | null = null;
  const first = [
    await check('node', checkNode),
    await check('configuration', () => {
      right = loadOrExplain(deps);
      return 'right';
    }),
  ];
  const config: Config = right ?? salvage(deps.configPath);
  const { camera, dashboard, inference, store } = config;
  const settings = toInferenceSettings(config, deps.modelsDir);
  const dataDir = deps.dataDir(config);
  const host = pageHost(config);
  const tls = Boolean(dashboard.tlsCertPath && dashboard.tlsKeyPath);
  const health = await askHealth({ host, port: dashboard.port, tls });
  const checks = [
    ...first,
    await check('service', () => checkService(health)),
    await check('ffmpeg', () => checkFfmpeg(camera.ffmpegPath)),
    await check('inference', async () => {
      const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
      const { name, version, engine } = pipeline.model;
      await pipeline.close();
      return `model ${name} ${version} on ${engine}, detector ${settings.detector}`;
    }),
    await check('camera', () => checkSource(config, deps.signal)),
    await check('data folder', () => checkData(dataDir)),
    await check('disk', () => checkDisk(dataDir)),
    await check('picture', () => checkRotation(dataDir, camera.rotate, Date.now())),
    await check('leftovers', () => checkLeftovers(dataDir, store, Date.now())),
    await check('port', () => checkPort(host, dashboard.port, health !== null)),
    await check('temperature', () => checkTemperature(inference.maxTemperatureC)),
    await check('memory', () => checkMemory()),
    await check('clock', checkClock),
  ];
  return { checks, config: right, dataDir, health };
}

function checkSource(config: Config, signal: AbortSignal): Promise<SourceVerdict> {
  const settings = toSourceSettings(config);
  return findSourceType(config.source).check(settings, { clock: systemClock, signal });
}

/** @throws EkspresiError that names every problem of the file, not only the first */
function loadOrExplain({ configPath, loadConfig }: DoctorDeps): Config {
  try {
    return loadConfig();
  } catch (error) {
    const problems = configPath === null ? [] : configProblems(configPath);
    if (problems.length === 0) throw error;
    const shown = problems.slice(0, MOST_PROBLEMS);
    const left = problems.length - shown.length;
    const told = { path: configPath ?? '', problems: shown.join('; ') };
    throw left > 0
      ? new EkspresiError('config-problems-more', { ...told, more: left }, { cause: error })
      : new EkspresiError('config-problems', told, { cause: error });
  }
}

function salvage(path: string | null): Config {
  try {
    return salvageConfig(path === null ? '' : readConfigText(path));
  } catch {
    return salvageConfig('');
  }
}
