import type { LiveReadings } from '../live-readings.js';
import { SHOWN } from '../live-readings.js';

/** What `update` tells: the version that runs, and the newest that somebody has announced. */
interface Versions {
  readonly installed: string;
  readonly latest: string;
}

/** One value of the kiosk: a retained topic, and an entity of Home Assistant. */
interface Entity {
  /** Last level of its topic, and of its unique id. */
  readonly key: string;
  readonly platform: 'sensor' | 'binary_sensor' | 'update';
  /** Home Assistant's options, by its own names; its platform's page documents them. */
  readonly options: Readonly<Record<string, unknown>>;
  payload(readings: LiveReadings, versions: Versions): string;
}

/** What Home Assistant's sensors take for "unknown". */
const UNKNOWN = 'None';
const DIAGNOSTIC = { entity_category: 'diagnostic' };
const MEASURED = { state_class: 'measurement' };

export const ENTITIES: readonly Entity[] = [
  {
    key: 'people',
    platform: 'sensor',
    options: { name: 'People in view', icon: 'mdi:account-group', ...MEASURED },
    payload: ({ people }) => rounded(people, 0),
  },
  {
    key: 'looking',
    platform: 'sensor',
    options: { name: 'Looking at the screen', icon: 'mdi:eye', ...MEASURED },
    payload: ({ looking }) => rounded(looking, 0),
  },
  // The name of `looking` before, for programs that read it. Home Assistant does not turn it on.
  {
    key: 'watchers',
    platform: 'sensor',
    options: {
      ...{ name: 'Watchers (now: Looking at the screen)', icon: 'mdi:eye' },
      ...{ enabled_by_default: false, ...MEASURED },
    },
    payload: ({ looking }) => rounded(looking, 0),
  },
  {
    key: 'expression',
    platform: 'sensor',
    options: {
      name: 'Dominant expression',
      icon: 'mdi:emoticon-outline',
      device_class: 'enum',
      options: SHOWN,
    },
    payload: ({ shown }) => shown ?? UNKNOWN,
  },
  {
    key: 'valence',
    platform: 'sensor',
    options: {
      name: 'Valence',
      icon: 'mdi:emoticon-happy-outline',
      suggested_display_precision: 2,
      ...MEASURED,
    },
    payload: ({ valence }) => rounded(valence, 2),
  },
  {
    key: 'happy_share_today',
    platform: 'sensor',
    options: {
      name: 'Happy share today',
      icon: 'mdi:emoticon-excited-outline',
      unit_of_measurement: '%',
      suggested_display_precision: 1,
      ...MEASURED,
    },
    payload: ({ today }) => rounded(percent(today?.happyShare), 1),
  },
  {
    key: 'visitors_today',
    platform: 'sensor',
    options: { name: 'Visitors today', icon: 'mdi:counter', state_class: 'total_increasing' },
    payload: ({ today }) => rounded(today?.visitors ?? null, 0),
  },
  {
    key: 'camera',
    platform: 'sensor',
    options: { name: 'Camera', icon: 'mdi:webcam', ...DIAGNOSTIC },
    payload: ({ camera }) => camera,
  },
  {
    key: 'brightness',
    platform: 'sensor',
    options: {
      name: 'Light in the picture',
      icon: 'mdi:brightness-6',
      unit_of_measurement: '%',
      ...MEASURED,
      ...DIAGNOSTIC,
    },
    payload: ({ brightness }) => rounded(percent(brightness), 0),
  },
  {
    key: 'problem',
    platform: 'binary_sensor',
    options: { name: 'Problem', device_class: 'problem', ...DIAGNOSTIC },
    payload: ({ problem }) => (problem === null ? 'OFF' : 'ON'),
  },
  {
    key: 'problem_code',
    platform: 'sensor',
    options: { name: 'Problem code', icon: 'mdi:alert-circle-outline', ...DIAGNOSTIC },
    payload: ({ problem }) => problem ?? 'OK',
  },
  {
    key: 'version',
    platform: 'sensor',
    options: { name: 'Version', icon: 'mdi:tag-outline', ...DIAGNOSTIC },
    payload: (_, { installed }) => installed,
  },
  {
    key: 'update',
    platform: 'update',
    options: { name: 'Update', title: 'ekspresi', ...DIAGNOSTIC },
    payload: (_, { installed, latest }) =>
      JSON.stringify({ installed_version: installed, latest_version: latest }),
  },
  {
    key: 'paused',
    platform: 'binary_sensor',
    options: { name: 'Paused', icon: 'mdi:pause-circle-outline', ...DIAGNOSTIC },
    payload: ({ isPaused }) => (isPaused ? 'ON' : 'OFF'),
  },
];

function percent(share: number | null | undefined): number | null {
  return share === null || share === undefined ? null : share * 100;
}

function rounded(value: number | null, digits: number): string {
  return value === null ? UNKNOWN : String(Number(value.toFixed(digits)));
}
