import type { IClientOptions, MqttClient } from 'mqtt';
import { describeError } from '../core/errors.js';

/** Reason codes of a broker that does not know the version: MQTT 5, and MQTT 3.1.1. */
const WRONG_VERSION: ReadonlySet<unknown> = new Set([0x84, 0x01]);
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_S = 30;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** As CONNECT writes it: 4 is MQTT 3.1.1. */
type Version = 5 | 4;

interface ConnectionOptions
  extends Pick<
    IClientOptions,
    'clientId' | 'username' | 'password' | 'ca' | 'will' | 'properties'
  > {
  readonly url: string;
  readonly protocol: 'auto' | '5' | '3.1.1';
}

interface Attempt {
  /** Null where there is no connection. */
  readonly client: MqttClient | null;
  /** Why not, without address and password. */
  readonly reason: string;
  readonly isAboutVersion: boolean;
}

/** Connects once, without ever trying again by itself. */
export class MqttConnector {
  readonly #options: ConnectionOptions;
  #versions: readonly Version[];

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#versions = { auto: [5, 4] as const, '5': [5] as const, '3.1.1': [4] as const }[
      options.protocol
    ];
  }

  /** A connection, by the version that worked last; otherwise why there is none. */
  async connect(signal: AbortSignal): Promise<Attempt> {
    let attempt: Attempt = { client: null, reason: 'stopped', isAboutVersion: false };
    for (const version of this.#versions) {
      if (signal.aborted) break;
      attempt = await this.#attempt(version, signal);
      if (attempt.client !== null) {
        this.#versions = [version, ...this.#versions.filter((other) => other !== version)];
      }
      if (!attempt.isAboutVersion) break;
    }
    return attempt;
  }

  async #attempt(protocolVersion: Version, signal: AbortSignal): Promise<Attempt> {
    const { url, protocol: _, ...options } = this.#options;
    // Loaded when it is wanted: most kiosks and every other command have no use for it.
    const { default: mqtt } = await import('mqtt');
    const client = mqtt.connect(url, {
      ...options,
      protocolVersion,
      clean: true,
      // The publisher tries again, with jitter; what waited meanwhile would be old news.
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEP_ALIVE_S,
    });
    const attempt = await new Promise<Attempt>((resolve) => {
      const fail = (reason: string, isAboutVersion: boolean) =>
        resolve({ client: null, reason, isAboutVersion });
      client.once('connect', () => resolve({ client, reason: '', isAboutVersion: false }));
      client.once('error', (error) =>
        fail(describeError(error), WRONG_VERSION.has((error as { code?: unknown }).code)),
      );
      // Old brokers hang up on a version that they do not know.
      client.once('close', () => fail('the broker hung up', true));
      signal.addEventListener('abort', () => fail('stopped', false), { once: true });
    });
    // Whatever comes later is followed by `close`.
    client.on('error', () => {});
    if (attempt.client === null) client.end(true);
    return attempt;
  }
}

/**
 * How long to wait after so many failures in a row: longer and longer, and never the same, so that
 * the kiosks of a house do not all come at once when their broker is back.
 *
 * @param chance 0…1
 */
export function reconnectWaitMs(failures: number, chance: number): number {
  const fullMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures, 10), LONGEST_WAIT_MS);
  return fullMs * (0.5 + chance / 2);
}
