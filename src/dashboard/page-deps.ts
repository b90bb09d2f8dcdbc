import type { Clock } from '../core/clock.js';
import type { Log } from '../core/log.js';
import type { DashboardSettings } from './dashboard-deps.js';

/** What every page needs, of a kiosk or of the fleet. */
export interface PageDeps {
  readonly settings: DashboardSettings;
  readonly clock: Clock;
  readonly log: Log;
}
