import { ENTITIES } from './kiosk-entities.js';
import type { Topics } from './topics.js';

interface DiscoveryFacts {
  readonly topics: Topics;
  /** What people call the box. */
  readonly name: string;
  readonly version: string;
  /** The loaded expression model. */
  readonly model: string | null;
  /** Whether the kiosk obeys. */
  readonly commands: boolean;
}

const PAUSED = 'paused';

type Component = Readonly<Record<string, unknown>>;

/**
 * The kiosk as Home Assistant's device discovery wants it (MQTT integration, "Discovery payload"):
 * one device, its origin, and a component an entity.
 */
export function discoveryPayload(facts: DiscoveryFacts): Readonly<Record<string, unknown>> {
  const { topics, name, version, model, commands } = facts;
  const device = `ekspresi_${topics.id}`;
  // The switch shows it, where there is one.
  const shown = ENTITIES.filter(({ key }) => !commands || key !== PAUSED);
  const components = [
    ...shown.map(({ key, platform, options }): [string, Component] => [
      key,
      { platform, ...options, state_topic: topics.state(key) },
    ]),
    ...(commands ? commandComponents(topics) : []),
  ];
  return {
    dev: {
      identifiers: [device],
      name,
      manufacturer: 'ekspresi',
      model: 'Expression kiosk',
      ...(model === null ? {} : { model_id: model }),
      sw_version: version,
    },
    o: { name: 'ekspresi', sw_version: version },
    cmps: Object.fromEntries(
      components.map(([key, { platform, ...options }]) => [
        key,
        {
          platform,
          unique_id: `${device}_${key}`,
          default_entity_id: `${platform}.${device}_${key}`.replaceAll('-', '_'),
          ...options,
        },
      ]),
    ),
    availability_topic: topics.availability,
    qos: 1,
  };
}

/** What a person can do to the kiosk. */
function commandComponents({ state, command, mark }: Topics): readonly [string, Component][] {
  return [
    [
      'pause',
      {
        platform: 'switch',
        name: 'Paused',
        icon: 'mdi:pause-circle-outline',
        state_topic: state(PAUSED),
        command_topic: command,
        payload_on: 'pause',
        payload_off: 'resume',
        state_on: 'ON',
        state_off: 'OFF',
        entity_category: 'config',
      },
    ],
    [
      'reload',
      {
        platform: 'button',
        name: 'Read the configuration again',
        command_topic: command,
        payload_press: 'reload',
        device_class: 'restart',
        entity_category: 'config',
      },
    ],
    ['mark', { platform: 'notify', name: 'Mark', icon: 'mdi:flag', command_topic: mark }],
  ];
}
