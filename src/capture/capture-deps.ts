import type { Clock } from '../core/clock.js';
import type { Log } from '../core/log.js';

export interface CaptureDeps {
  readonly clock: Clock;
  readonly log: Log;
}
