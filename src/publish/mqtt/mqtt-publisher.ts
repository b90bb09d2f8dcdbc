import { hostname } from 'node:os';
import type { IPublishPacket, MqttClient } from 'mqtt';
import { readBrokerCredentials } from '../../broker/broker-credentials.js';
import { MqttConnector, reconnectWaitMs } from '../../broker/mqtt-connection.js';
import { errorReason } from '../../core/errors.js';
import { LiveReader } from '../live-readings.js';
import type { Publisher, PublisherDeps } from '../publisher.js';
import { discoveryPayload } from './home-assistant.js';
import { ENTITIES } from './kiosk-entities.js';
import type { MqttSettings } from './mqtt-settings.js';
import { type Topics, topicsOf } from './topics.js';

/** A connection that ends sooner counts as a failure: somebody else may have our name. */
const STEADY_MS = 10_000;
/** Home Assistant is told everything again at most so often. */
const BIRTH_MS = 5000;
/** A broker with a `reload` that comes again and again must not keep the kiosk from its work. */
const NO_RELOAD_MS = 30_000;
const STOP_MS = 1000;
const MAX_MARK = 200;
const MAX_COMMAND_BYTES = 1000;
const VERSION = /^\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,30}$/;
const BY = 'mqtt';

const RETAINED = { qos: 1, retain: true } as const;

/**
 * Keeps the newest values in retained topics of a broker, and tells Home Assistant of them. Nothing
 * waits for a broker that is away: when it is back it gets what is true then.
 */
export class MqttPublisher implements Publisher {
  readonly name = 'mqtt';
  readonly #settings: MqttSettings;
  readonly #deps: PublisherDeps;
  readonly #topics: Topics;
  readonly #stopping = new AbortController();
  /** Last payload of each topic in this connection. */
  readonly #sent = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();
  #latestVersion: string;
  #lastTrouble = '';
  #birthMs = Number.NEGATIVE_INFINITY;
  #startedMs = 0;

  constructor(settings: MqttSettings, deps: PublisherDeps) {
    this.#settings = settings;
    this.#deps = deps;
    this.#topics = topicsOf(settings);
    this.#latestVersion = deps.version;
  }

  /** @throws EkspresiError CONFIG_UNREADABLE */
  async start(): Promise<void> {
    const { signal } = this.#stopping;
    const connector = new MqttConnector({
      url: this.#settings.url,
      protocol: this.#settings.protocol,
      // The same in each connection: a broker then ends the old one, and sends its will, first.
      clientId: `ekspresi-${this.#topics.id}`,
      ...readBrokerCredentials(this.#settings),
      will: { topic: this.#topics.availability, payload: Buffer.from('offline'), ...RETAINED },
    });
    this.#startedMs = this.#deps.clock.monotonicMs();
    const reader = new LiveReader(this.#deps, 'mqtt', signal);
    this.#running = this.#run(connector, reader, signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(connector: MqttConnector, reader: LiveReader, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#deps;
    let failures = 0;
    while (!signal.aborted) {
      const { client, reason } = await connector.connect(signal);
      if (client === null) {
        this.#trouble(reason);
        failures++;
      } else {
        const sinceMs = clock.monotonicMs();
        log.info({ protocol: client.options.protocolVersion }, 'connected with the MQTT broker');
        await this.#session(client, reader, signal);
        if (!signal.aborted) this.#trouble('the connection broke');
        failures = clock.monotonicMs() - sinceMs < STEADY_MS ? failures + 1 : 1;
      }
      await clock.sleep(reconnectWaitMs(failures - 1, Math.random()), signal).catch(() => {});
    }
  }

  /** Once a reason: a broker may be away for a day. */
  #trouble(reason: string): void {
    if (reason === this.#lastTrouble || this.#stopping.signal.aborted) return;
    this.#lastTrouble = reason;
    this.#deps.log.warn({ reason }, 'no connection with the MQTT broker; it is tried again');
  }

  /** Until the connection ends. */
  async #session(client: MqttClient, reader: LiveReader, signal: AbortSignal): Promise<void> {
    const closed = new AbortController();
    const hasClosed = new Promise<void>((resolve) => {
      client.once('close', () => {
        closed.abort();
        resolve();
      });
    });
    client.on('message', (topic, payload, packet) => this.#heard(topic, payload, packet));
    const end = AbortSignal.any([closed.signal, signal]);
    this.#sent.clear();
    const talk = this.#talk(client, reader, end).catch((error: unknown) => {
      this.#trouble(String(errorReason(error)));
    });
    await Promise.race([hasClosed, talk]);
    if (!closed.signal.aborted) await this.#sayGoodbye(client);
    client.end(true);
  }

  async #talk(client: MqttClient, reader: LiveReader, end: AbortSignal): Promise<void> {
    const { latestVersion, birth, command, mark, availability } = this.#topics;
    const { commands, discovery, intervalMs } = this.#settings;
    const wanted = [
      latestVersion,
      ...(discovery ? [birth] : []),
      ...(commands ? [command, mark] : []),
    ];
    await client.subscribeAsync(wanted, { qos: 1 });
    while (!end.aborted) {
      const readings = reader.read();
      if (discovery) await this.#tell(client, this.#topics.discovery, this.#discovery(readings));
      const versions = { installed: this.#deps.version, latest: this.#latestVersion };
      for (const { key, payload } of ENTITIES) {
        await this.#tell(client, this.#topics.state(key), payload(readings, versions));
      }
      // Last: who sees it come finds every value there.
      await this.#tell(client, availability, 'online');
      this.#lastTrouble = '';
      await this.#deps.clock.sleep(intervalMs, end).catch(() => {});
    }
  }

  /** Waits until the broker has it, so that no more than one message is on its way. */
  async #tell(client: MqttClient, topic: string, payload: string): Promise<void> {
    if (this.#sent.get(topic) === payload) return;
    await client.publishAsync(topic, payload, RETAINED);
    this.#sent.set(topic, payload);
  }

  #discovery({ model }: { readonly model: string | null }): string {
    const { version } = this.#deps;
    const { commands } = this.#settings;
    const { site } = this.#deps.status();
    const own = [site.name, site.box].filter((part) => part !== '').join(' ');
    const name = own || `ekspresi ${this.#settings.id ?? hostname()}`;
    return JSON.stringify(
      discoveryPayload({ topics: this.#topics, name, version, model, commands }),
    );
  }

  #heard(topic: string, payload: Buffer, { retain }: IPublishPacket): void {
    const { latestVersion, birth, command, mark } = this.#topics;
    if (payload.length > MAX_COMMAND_BYTES) return;
    const text = payload.toString().trim();
    if (topic === latestVersion) {
      if (VERSION.test(text)) this.#latestVersion = text;
    } else if (topic === birth) {
      if (text === 'online') this.#heardBirth();
      // A command that the broker keeps is an old one.
    } else if (retain || !this.#settings.commands) {
      this.#deps.log.warn({ topic }, 'a retained command is not obeyed');
    } else if (topic === command) this.#obey(text);
    else if (topic === mark && text !== '') {
      this.#deps.commands.mark(text.slice(0, MAX_MARK), BY);
    }
  }

  /** Home Assistant has started and may have forgotten everything. */
  #heardBirth(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    if (nowMs - this.#birthMs < BIRTH_MS) return;
    this.#birthMs = nowMs;
    this.#sent.clear();
  }

  #obey(text: string): void {
    const { commands, clock, log } = this.#deps;
    if (text === 'pause') commands.pause(BY);
    else if (text === 'resume') commands.resume(BY);
    else if (text !== 'reload') log.warn({}, 'a command by MQTT is not understood');
    else if (clock.monotonicMs() - this.#startedMs < NO_RELOAD_MS) {
      log.warn({}, 'reload by MQTT is not obeyed so soon after the last');
    } else commands.reload(BY);
  }

  /** A kiosk that stops by itself says so; the will is for one that cannot. */
  async #sayGoodbye(client: MqttClient): Promise<void> {
    const said = client
      .publishAsync(this.#topics.availability, 'offline', RETAINED)
      .then(() => client.endAsync())
      .catch(() => {});
    await Promise.race([said, this.#deps.clock.sleep(STOP_MS)]);
  }
}
