import { EkspresiError } from '../../core/errors.js';
import { isTimeZone } from '../view/request-view.js';

/** For the `zone` of a query. @throws EkspresiError USAGE */
export function requireTimeZone(zone: string): void {
  if (isTimeZone(zone)) return;
  throw new EkspresiError('USAGE', 'zone: not an IANA time zone', 'Write Asia/Jakarta or UTC.');
}
