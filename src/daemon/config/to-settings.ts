import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { findSourceType } from '../../capture/source-types.js';
import type { SourceSettings } from '../../core/frame-source.js';
import { screenAngles } from '../../core/screen-place.js';
import {
  type DashboardSettings,
  defaultDashboardSettings,
} from '../../dashboard/dashboard-deps.js';
import {
  defaultInferenceSettings,
  type InferenceSettings,
} from '../../inference/inference-settings.js';
import type { LookingSettings } from '../../inference/pose/looking.js';
import { defaultStoreSettings, type StoreSettings } from '../../store/store-settings.js';
import type { Config } from './config-schema.js';
import { aspectOf } from './source-schema.js';

const BYTES_PER_MIB = 1024 * 1024;

/** What capture is told. */
export function toSourceSettings(config: Config): SourceSettings {
  const { camera, synthetic } = config;
  return {
    source: config.source,
    widthPx: camera.widthPx,
    heightPx: camera.heightPx,
    framesPerSecond: camera.framesPerSecond,
    pixelFormat: camera.pixelFormat,
    rotate: camera.rotate,
    mirror: camera.mirror,
    displayAspect: aspectOf(camera.displayAspect),
    rtspTransport: camera.rtspTransport,
    credentialsFile: camera.credentialsFile ?? null,
    ffmpegPath: camera.ffmpegPath,
    // A quarter of what a starting source has: time is left for the next device.
    answerWithinMs: camera.frameDeadlineMs / 2,
    wantPreview: previewOf(config) === 'video',
    seed: synthetic.seed,
    people: synthetic.people,
  };
}

/** What the inference worker is told. A model's name is a folder under `modelsDir`. */
export function toInferenceSettings(config: Config, modelsDir: string): InferenceSettings {
  const { inference } = config;
  const { enabled, halfLifeMs } = inference.smoothing;
  return {
    ...defaultInferenceSettings(modelsDir),
    detector: inference.detector,
    cascadePath: inference.cascadePath,
    minFacePx: inference.minFacePx,
    masks: inference.masks,
    modelDir: modelFolder(inference.model, modelsDir),
    labels: inference.labels,
    prior: inference.prior,
    engine: inference.engine,
    threads: inference.threads,
    classificationsPerSecond: inference.classificationsPerSecond,
    looking: toLookingSettings(config),
    smoothing: {
      ...(enabled ? {} : { method: 'off' as const }),
      halfLifeMs,
    },
  };
}

/** When a head is turned to the screen. */
export function toLookingSettings({ attention, camera }: Config): LookingSettings {
  const { coneYawDegrees, conePitchDegrees } = attention;
  const { yawDegrees, pitchDegrees } = screenAngles(attention.screen, camera.mirror);
  return {
    screenYawDegrees: yawDegrees,
    screenPitchDegrees: pitchDegrees,
    coneYawDegrees,
    conePitchDegrees,
  };
}

/** What the store is told. */
export function toStoreSettings(config: Config): StoreSettings {
  const { store } = config;
  return {
    ...defaultStoreSettings,
    maxObservationsPerFaceSecond: store.observationsPerFaceSecond,
    visitMs: Math.round(store.visitSeconds * 1000),
    watcherMs: config.attention.watcherMs,
    openMarkers: {
      contentMinutes: store.contentMaxMinutes,
      sessionMinutes: store.sessionMaxMinutes,
    },
    backupsKept: store.backupsKept,
    retention: {
      ...defaultStoreSettings.retention,
      rawDays: store.rawDays,
      rollupDays: store.rollupDays,
      maxDatabaseBytes: store.maxDatabaseMiB * BYTES_PER_MIB,
      minDiskFreeBytes: store.minDiskFreeMiB * BYTES_PER_MIB,
    },
  };
}

/** Whose picture is shown without being asked for: drawn visitors are nobody. */
function autoPreview({ source }: Pick<Config, 'source'>): DashboardSettings['autoPreview'] {
  return findSourceType(source).drawsPeople ? 'video' : 'boxes';
}

/** The live picture that is in force. */
export function previewOf(
  config: Pick<Config, 'source' | 'dashboard'>,
): DashboardSettings['preview'] {
  const { preview } = config.dashboard;
  return preview === 'auto' ? autoPreview(config) : preview;
}

/** What the dashboard is told. */
export function toDashboardSettings(config: Config): DashboardSettings {
  const { language, timeZone, allowedHosts, trustedProxies, embedOrigins } = config.dashboard;
  const { evidenceVisitors: visitors, evidenceSeconds: seconds } = config.dashboard;
  const evidence = { visitors, seconds };
  const { name: siteName, box: boxName, openingHours, securityContact } = config.site;
  return {
    ...defaultDashboardSettings,
    preview: previewOf(config),
    autoPreview: autoPreview(config),
    language,
    timeZone,
    allowedHosts,
    trustedProxies,
    embedOrigins,
    evidence,
    kiosk: config.kiosk,
    isMirrored: config.camera.mirror,
    siteName,
    boxName,
    openingHours,
    securityContact,
  };
}

/**
 * Folder of the history: `--data`, the configuration, $STATE_DIRECTORY (set by systemd),
 * or ~/.local/share/ekspresi.
 */
export function dataFolder(
  option: string | undefined,
  config: Config,
  environment: NodeJS.ProcessEnv,
): string {
  const stateDirectory = environment.STATE_DIRECTORY?.split(':', 1)[0];
  const shareFolder = environment.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return option ?? config.store.dataDir ?? stateDirectory ?? join(shareFolder, 'ekspresi');
}

/** A model is named by its folder under `modelsDir`, or by a path. */
export function modelFolder(model: string, modelsDir: string): string {
  return isAbsolute(model) || model.startsWith('.') ? model : join(modelsDir, model);
}
