import { parseDocument } from 'yaml';
import { findSourceType } from '../../capture/source-types.js';
import type { Config } from './config-schema.js';
import { MAX_ALLOWED_HOSTS } from './dashboard-schema.js';
import { loadConfig, readConfigText } from './load-config.js';

/**
 * Address that the pages are served on. `auto` is the whole network, behind the sign-in, and
 * this machine alone for trials: drawn visitors and recordings.
 */
export function pageHost(config: Pick<Config, 'source' | 'dashboard'>): string {
  const { host } = config.dashboard;
  if (host !== 'auto') return host;
  return findSourceType(config.source).needsSignIn ? '0.0.0.0' : '127.0.0.1';
}

export interface Address {
  readonly host: string;
  readonly port: number;
  /** Names that the pages may be called by. */
  readonly allowedHosts: readonly string[];
}

/**
 * Where a configuration that is wrong elsewhere wants its pages, as far as that can be told;
 * `fallback` for the rest. Pure.
 */
export function salvageAddress(text: string, fallback: Address): Address {
  let value: unknown;
  try {
    value = parseDocument(text).toJS({ maxAliasCount: 0 });
  } catch {
    return fallback;
  }
  const { host, port, allowedHosts } = section(section(value).dashboard);
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536;
  return {
    host:
      typeof host === 'string' && host !== 'auto' && /^[0-9a-z.:-]{1,253}$/i.test(host)
        ? host
        : fallback.host,
    port: isPort ? port : fallback.port,
    allowedHosts: Array.isArray(allowedHosts)
      ? allowedHosts.filter((name) => typeof name === 'string').slice(0, MAX_ALLOWED_HOSTS)
      : fallback.allowedHosts,
  };
}

/** The same for a file, which may be unreadable; the defaults of the schema fill in. */
export function safeAddress(path: string | null): Address {
  const standard = loadConfig(null);
  const host = pageHost(standard);
  const { port, allowedHosts } = standard.dashboard;
  const fallback = { host, port, allowedHosts };
  if (path === null) return fallback;
  try {
    return salvageAddress(readConfigText(path), fallback);
  } catch {
    return fallback;
  }
}

function section(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
