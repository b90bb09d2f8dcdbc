import type { DashboardSettings, SettingsStore } from '../dashboard-deps.js';

/** `configured` with language, zone and preview as they are whenever somebody asks. */
export function presentSettings(
  configured: DashboardSettings,
  keeper: SettingsStore,
): DashboardSettings {
  return {
    ...configured,
    get language() {
      return keeper.current().language;
    },
    get timeZone() {
      return keeper.current().timeZone;
    },
    get preview() {
      return keeper.current().preview;
    },
  };
}
