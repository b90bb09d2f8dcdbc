import { describe, expect, it } from 'vitest';
import { discoveryPayload } from '../../../src/publish/mqtt/home-assistant.js';
import { mqttSettings } from '../../../src/publish/mqtt/mqtt-settings.js';
import { idOfHost, topicsOf } from '../../../src/publish/mqtt/topics.js';

const topics = topicsOf(mqttSettings.parse({ id: 'main-hall' }));

function payload(commands = true) {
  const facts = { topics, name: 'ekspresi hall', version: '1.2.3', model: 'edge', commands };
  return JSON.parse(JSON.stringify(discoveryPayload(facts))) as {
    dev: Record<string, unknown>;
    o: Record<string, unknown>;
    cmps: Record<string, Record<string, unknown>>;
    availability_topic: string;
  };
}

/** What Home Assistant's MQTT integration wants of each platform, and takes. */
const OF_ANY = [
  'platform',
  'unique_id',
  'default_entity_id',
  'name',
  'icon',
  'entity_category',
  'enabled_by_default',
];
const RULES: Readonly<
  Record<string, { readonly wants: readonly string[]; readonly takes: readonly string[] }>
> = {
  sensor: {
    wants: ['state_topic'],
    takes: [
      'device_class',
      'state_class',
      'unit_of_measurement',
      'suggested_display_precision',
      'options',
    ],
  },
  binary_sensor: { wants: ['state_topic'], takes: ['device_class', 'payload_on', 'payload_off'] },
  update: { wants: ['state_topic'], takes: ['title', 'device_class', 'release_url'] },
  switch: {
    wants: ['command_topic'],
    takes: ['state_topic', 'payload_on', 'payload_off', 'state_on', 'state_off'],
  },
  button: { wants: ['command_topic'], takes: ['payload_press', 'device_class'] },
  notify: { wants: ['command_topic'], takes: [] },
};

describe("Home Assistant's device discovery", () => {
  it('is one retained message a device, in its current form', () => {
    expect(topics.discovery).toBe('homeassistant/device/ekspresi_main-hall/config');
    const { dev, o, cmps, availability_topic } = payload();
    expect(dev.identifiers).toEqual(['ekspresi_main-hall']);
    expect(dev.sw_version).toBe('1.2.3');
    expect(o.name).toBe('ekspresi');
    expect(Object.keys(cmps).length).toBeGreaterThan(12);
    expect(availability_topic).toBe('ekspresi/main-hall/availability');
  });

  it.each([true, false])('every component keeps to the rules of its platform (%s)', (commands) => {
    const { cmps } = payload(commands);
    const ids = Object.values(cmps).map(({ unique_id }) => unique_id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [key, component] of Object.entries(cmps)) {
      const platform = String(component.platform);
      const rules = RULES[platform];
      expect([key, rules]).not.toEqual([key, undefined]);
      const known = [...OF_ANY, ...(rules?.wants ?? []), ...(rules?.takes ?? [])];
      expect([key, Object.keys(component).filter((name) => !known.includes(name))]).toEqual([
        key,
        [],
      ]);
      for (const wanted of rules?.wants ?? []) expect(component[wanted]).toMatch(/^ekspresi\//);
      // Home Assistant makes an entity id of nothing else; `object_id` is gone since 2026.4.
      expect(component.default_entity_id).toMatch(new RegExp(`^${platform}\\.[a-z0-9_]+$`));
      expect(['diagnostic', 'config', undefined]).toContain(component.entity_category);
      // Sensors and binary sensors are never `config`.
      if (/sensor/.test(platform)) expect(component.entity_category).not.toBe('config');
      expect(['measurement', 'total_increasing', undefined]).toContain(component.state_class);
      // An enum has options, and neither state class nor unit.
      if (component.device_class === 'enum') {
        expect(component.options).toContain('unclear');
        expect(component.state_class ?? component.unit_of_measurement).toBeUndefined();
      } else expect(component.options).toBeUndefined();
    }
  });

  it('offers commands only where they are obeyed, and says once that it is paused', () => {
    const platforms = (commands: boolean) =>
      Object.values(payload(commands).cmps).map(({ platform }) => platform);
    expect(platforms(true)).toEqual(expect.arrayContaining(['switch', 'button', 'notify']));
    expect(platforms(false).filter((name) => /switch|button|notify/.test(String(name)))).toEqual(
      [],
    );
    for (const commands of [true, false]) {
      const names = Object.values(payload(commands).cmps).map(({ name }) => name);
      expect(names.filter((name) => name === 'Paused')).toHaveLength(1);
    }
  });
});

describe('settings', () => {
  it('refuse an address with a password in it, and one of no broker', () => {
    for (const url of ['mqtt://me:secret@broker', 'http://broker', 'broker.local']) {
      const { success, error } = mqttSettings.safeParse({ url });
      expect([url, success]).toEqual([url, false]);
      expect(error?.message).not.toContain('secret');
    }
    for (const url of ['mqtt://broker', 'mqtts://broker:8883', 'wss://broker/mqtt']) {
      expect(mqttSettings.parse({ url }).url).toBe(url);
    }
  });

  it('call the box by its host name', () => {
    expect(idOfHost('Museum-Hall.local')).toBe('museum-hall');
    expect(idOfHost('kafé 1')).toBe('kaf_1');
    expect(idOfHost('')).toBe('kiosk');
  });

  it('refuse topics with wildcards', () => {
    for (const topicPrefix of ['a/#', '+', '/a', 'a/', '']) {
      expect(mqttSettings.safeParse({ topicPrefix }).success).toBe(false);
    }
  });
});
