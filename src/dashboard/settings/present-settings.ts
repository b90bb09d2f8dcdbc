import type { DashboardSettings, SettingsStore } from '../dashboard-deps.js';

/** `configured` with what the pages may change as it is whenever somebody asks. */
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
    get kiosk() {
      return keeper.current().kiosk;
    },
    get preview() {
      const { preview } = keeper.current();
      return preview === 'auto' ? configured.autoPreview : preview;
    },
    get siteName() {
      return keeper.current().siteName;
    },
    get boxName() {
      return keeper.current().boxName;
    },
    get openingHours() {
      return keeper.current().openingHours;
    },
  };
}
