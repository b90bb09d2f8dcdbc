import { EkspresiError } from '../../core/errors.js';
import { isZoneName } from '../view/request-view.js';

/** For the `zone` of a query. @throws EkspresiError USAGE */
export function requireTimeZone(zone: string): void {
  if (isZoneName(zone)) return;
  throw new EkspresiError('query-time-zone', {});
}
