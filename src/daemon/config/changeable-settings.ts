import type { ChangeableSettings } from '../../dashboard/dashboard-deps.js';
import type { Config } from './config-schema.js';

export type SettingName = keyof ChangeableSettings;

/**
 * Where each setting that the pages may change stands in the configuration: a section and a key of
 * it, or all of the section.
 */
const SETTING_PATHS: Readonly<Record<SettingName, readonly [keyof Config, string?]>> = {
  language: ['dashboard', 'language'],
  timeZone: ['dashboard', 'timeZone'],
  preview: ['dashboard', 'preview'],
  rawDays: ['store', 'rawDays'],
  rollupDays: ['store', 'rollupDays'],
  maxDatabaseMiB: ['store', 'maxDatabaseMiB'],
  minDiskFreeMiB: ['store', 'minDiskFreeMiB'],
  masks: ['inference', 'masks'],
  screen: ['attention', 'screen'],
  siteName: ['site', 'name'],
  boxName: ['site', 'box'],
  openingHours: ['site', 'openingHours'],
  kiosk: ['kiosk'],
};

export const SETTING_NAMES = Object.keys(SETTING_PATHS) as readonly SettingName[];

/** The settings that the pages may change, as `config` has them. */
export function changeableSettings(config: Config): ChangeableSettings {
  const { language, timeZone, preview } = config.dashboard;
  const { rawDays, rollupDays, maxDatabaseMiB, minDiskFreeMiB } = config.store;
  const { masks } = config.inference;
  const { screen } = config.attention;
  const { name: siteName, box: boxName, openingHours } = config.site;
  return {
    language,
    timeZone,
    preview,
    rawDays,
    rollupDays,
    maxDatabaseMiB,
    minDiskFreeMiB,
    masks,
    screen,
    siteName,
    boxName,
    openingHours,
    kiosk: config.kiosk,
  };
}

/** `config` as plain data with `change` in it; not checked. */
export function withChange(config: Config, change: Partial<ChangeableSettings>): unknown {
  const changed: Record<string, unknown> = { ...config };
  for (const name of SETTING_NAMES) {
    const value = change[name];
    if (value === undefined) continue;
    const [section, key] = SETTING_PATHS[name];
    const part = key === undefined ? (value as object) : { [key]: value };
    changed[section] = { ...(changed[section] as object), ...part };
  }
  return changed;
}
