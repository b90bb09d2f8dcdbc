import type { SignedIn } from '../../accounts/account-types.js';
import type { FleetScope } from '../queries/fleet-queries.js';

/** Sites that an account may see, by its name; an account that is not named sees all. */
export type SiteAccess = Readonly<Record<string, readonly string[]>>;

/** What somebody may see. Names are those of sign-in, whatever their case. */
export function scopeOf(user: SignedIn | null, access: SiteAccess): FleetScope {
  const name = user?.name.toLowerCase() ?? '';
  const found = Object.entries(access).find(([account]) => account.toLowerCase() === name);
  return { sites: found?.[1] ?? [] };
}
