import { systemClock } from '../../core/clock.js';
import { silentLog } from '../../core/log.js';
import type { Config } from '../../daemon/config/config-schema.js';
import { pageHost } from '../../daemon/config/page-host.js';
import { inferenceSettings } from '../../daemon/config/slices.js';
import { createFacePipeline } from '../../inference/face-pipeline.js';
import { askHealth, type Health } from './ask-health.js';
import { checkCamera } from './camera-check.js';
import { type CheckResult, check } from './check.js';
import { checkLeftovers } from './history-leftovers.js';
import { checkMemory, checkTemperature } from './load-checks.js';
import { checkClock, checkFfmpeg, checkNode, checkPort } from './machine-checks.js';
import { checkService } from './service-check.js';
import { checkData, checkDisk } from './store-checks.js';

export interface DoctorDeps {
  loadConfig(): Config;
  dataDir(config: Config): string;
  readonly modelsDir: string;
  readonly signal: AbortSignal;
}

/** What was found, and what it was found with. */
export interface Findings {
  readonly checks: readonly CheckResult[];
  readonly config: Config | null;
  readonly dataDir: string | null;
  readonly health: Health | null;
}

/** All checks in the order in which an operator mends things. Without a configuration only Node and it. */
export async function runChecks(deps: DoctorDeps): Promise<Findings> {
  let config: Config | null = null;
  const first = [
    await check('node', checkNode),
    await check('configuration', () => {
      config = deps.loadConfig();
      return 'right';
    }),
  ];
  if (config === null) return { checks: first, config: null, dataDir: null, health: null };
  const { camera, dashboard, inference, store } = config as Config;
  const settings = inferenceSettings(config, deps.modelsDir);
  const dataDir = deps.dataDir(config);
  const host = pageHost(config as Config);
  const health = await askHealth(host, dashboard.port);
  const checks = [
    ...first,
    await check('service', () => checkService(health)),
    await check('ffmpeg', () => checkFfmpeg(camera.ffmpegPath)),
    await check('inference', async () => {
      const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
      const { name, version, engine } = pipeline.model;
      await pipeline.close();
      return `model ${name} ${version} on ${engine}, cascade ${settings.cascadePath}`;
    }),
    await check('camera', () => checkCamera(config as Config, deps.signal)),
    await check('data folder', () => checkData(dataDir)),
    await check('disk', () => checkDisk(dataDir)),
    await check('leftovers', () => checkLeftovers(dataDir, store.backupsKept, Date.now())),
    await check('port', () => checkPort(host, dashboard.port, health !== null)),
    await check('temperature', () => checkTemperature(inference.maxTemperatureC)),
    await check('memory', () => checkMemory()),
    await check('clock', checkClock),
  ];
  return { checks, config, dataDir, health };
}
