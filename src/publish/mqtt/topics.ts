import { hostname } from 'node:os';
import type { MqttSettings } from './mqtt-settings.js';

/** The topics of one kiosk. */
export interface Topics {
  /** What the kiosk is called in them. */
  readonly id: string;
  readonly availability: string;
  /** Takes `pause`, `resume` and `reload`. */
  readonly command: string;
  /** Takes the text of a mark. */
  readonly mark: string;
  /** Takes the newest version, for every kiosk of the prefix. */
  readonly latestVersion: string;
  /** Home Assistant's description of the kiosk, and its birth message. */
  readonly discovery: string;
  readonly birth: string;
  state(key: string): string;
}

export function topicsOf({ id, topicPrefix, discoveryPrefix }: MqttSettings): Topics {
  const name = id ?? idOfHost(hostname());
  const own = `${topicPrefix}/${name}`;
  return {
    id: name,
    availability: `${own}/availability`,
    command: `${own}/command`,
    mark: `${own}/mark`,
    latestVersion: `${topicPrefix}/latest_version`,
    discovery: `${discoveryPrefix}/device/ekspresi_${name}/config`,
    birth: `${discoveryPrefix}/status`,
    state: (key) => `${own}/${key}`,
  };
}

/** The name of a host with the signs that a topic and an entity may have. */
export function idOfHost(host: string): string {
  const id = (host.toLowerCase().split('.', 1)[0] ?? '').replace(/[^a-z0-9_-]+/g, '_');
  return id.slice(0, 40) || 'kiosk';
}
