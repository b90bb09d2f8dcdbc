import { readFileSync } from 'node:fs';
import { describeError, EkspresiError } from '../../core/errors.js';
import { readSecretLine, secretPath } from '../../core/secret-file.js';
import { readSettingFile } from '../../core/setting-file.js';
import type { Publisher, PublisherDeps } from '../publisher.js';
import { MinuteRate } from './minute-rate.js';
import { type Delivery, Outbox } from './outbox.js';
import { type RuleData, type RuleState, ruleState } from './rule-engine.js';
import { sendWebhook } from './send-webhook.js';
import type { WebhookSettings } from './webhook-settings.js';

const TICK_MS = 1000;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;
/** After a day a message is old news. */
const GIVE_UP_MS = 24 * 3_600_000;
const GONE = 410;

interface Hook {
  readonly settings: WebhookSettings;
  readonly secret: string;
  readonly ca: Buffer | undefined;
  readonly rule: RuleState;
  readonly rate: MinuteRate;
  /** Ends the wait of its courier. */
  wake: AbortController;
}

/**
 * Sends a signed message to an address whenever the moment of a rule has come. Messages wait in an
 * outbox that survives restarts until the receiver has taken them, a day at most; each is delivered
 * at least once, under one id.
 */
export class WebhookPublisher implements Publisher {
  readonly name = 'webhooks';
  readonly #settings: readonly WebhookSettings[];
  readonly #deps: PublisherDeps;
  readonly #stopping = new AbortController();
  #hooks: readonly Hook[] = [];
  #outbox: Outbox | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(settings: readonly WebhookSettings[], deps: PublisherDeps) {
    this.#settings = settings;
    this.#deps = deps;
  }

  /** @throws EkspresiError CONFIG_UNREADABLE */
  async start(): Promise<void> {
    const { dataDir, log, clock } = this.#deps;
    this.#hooks = this.#settings.map((settings) => ({
      settings,
      secret: readSecret(settings.secretFile),
      ca: caOf(settings),
      rule: ruleState(settings.when),
      rate: new MinuteRate(settings.perMinute),
      wake: new AbortController(),
    }));
    this.#outbox = new Outbox(dataDir, (error) =>
      log.error({ error: describeError(error) }, 'the outbox was damaged: a new one is begun'),
    );
    this.#listen();
    const { signal } = this.#stopping;
    const couriers = this.#hooks.map((hook) => this.#deliver(hook, this.#opened(), signal));
    this.#running = Promise.all([this.#tick(signal), ...couriers]);
    log.info({ hooks: this.#hooks.length, at: clock.nowMs() }, 'webhooks are sent');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#outbox?.close();
    this.#outbox = null;
  }

  /** Names and receivers, without what an address may hide in its path. */
  hooks(): readonly { readonly name: string; readonly host: string; readonly kind: string }[] {
    return this.#settings.map(({ name, url, when }) => ({
      name,
      host: new URL(url).host,
      kind: when.kind,
    }));
  }

  /** The last ones, newest first; none while the outbox cannot be read. */
  deliveries(limit: number): readonly Delivery[] {
    try {
      return this.#outbox?.recent(limit) ?? [];
    } catch (error) {
      this.#deps.log.error({ error: describeError(error) }, 'the outbox cannot be read');
      return [];
    }
  }

  /** Sends a message of the kind `test`; false for an unknown hook. */
  test(name: string): boolean {
    const hook = this.#hooks.find(({ settings }) => settings.name === name);
    if (hook === undefined) return false;
    this.#post(hook, 'test', {});
    return true;
  }

  #listen(): void {
    const { bus, clock } = this.#deps;
    const tell = (ask: (rule: RuleState) => RuleData | null | undefined): void => {
      for (const hook of this.#hooks) {
        const data = ask(hook.rule);
        if (data) this.#fire(hook, data);
      }
    };
    bus.subscribe({
      name: this.name,
      signal: this.#stopping.signal,
      on: {
        analysis: (analysis) => tell((rule) => rule.analysis?.(analysis, clock.monotonicMs())),
        visitEnded: (visit) => tell((rule) => rule.visitEnded?.(visit)),
        sourceChanged: (state) => {
          for (const { rule } of this.#hooks) rule.source?.(state, clock.monotonicMs());
        },
      },
    });
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    while (!signal.aborted) {
      for (const hook of this.#hooks) {
        const data = hook.rule.tick?.(clock.monotonicMs());
        if (data) this.#fire(hook, data);
      }
      await clock.sleep(TICK_MS, signal).catch(() => {});
    }
  }

  #fire(hook: Hook, data: RuleData): void {
    const left = hook.rate.take(this.#deps.clock.monotonicMs());
    if (left === null) return;
    const suppressed = left === 0 ? {} : { suppressed: left };
    this.#post(hook, hook.settings.when.kind, { ...data, ...suppressed });
  }

  #post(hook: Hook, type: string, data: RuleData): void {
    const { clock, log, version } = this.#deps;
    const nowMs = clock.nowMs();
    const { name } = hook.settings;
    const { site } = this.#deps.status();
    const timestamp = new Date(nowMs).toISOString();
    const body = JSON.stringify({ type, hook: name, timestamp, site, version, data });
    try {
      this.#opened().add(name, body, nowMs);
      hook.wake.abort();
    } catch (error) {
      log.error({ hook: name, error: describeError(error) }, 'a webhook could not be kept');
    }
  }

  /** One at a time and hook: a receiver that is slow keeps only its own waiting. */
  async #deliver(hook: Hook, outbox: Outbox, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#deps;
    while (!signal.aborted) {
      hook.wake = new AbortController();
      const any = AbortSignal.any([signal, hook.wake.signal]);
      let waitMs = LONGEST_WAIT_MS;
      try {
        const next = outbox.next(hook.settings.name, clock.nowMs());
        waitMs = next === null ? LONGEST_WAIT_MS : next.nextAtMs - clock.nowMs();
        if (next !== null && waitMs <= 0) await this.#try(hook, next, outbox, signal);
      } catch (error) {
        log.error({ error: describeError(error) }, 'the outbox does not work');
        waitMs = FIRST_WAIT_MS;
      }
      if (waitMs > 0) await clock.sleep(waitMs, any).catch(() => {});
    }
  }

  async #try(hook: Hook, delivery: Delivery, outbox: Outbox, signal: AbortSignal): Promise<void> {
    const { clock, version } = this.#deps;
    const { url, name } = hook.settings;
    const { id, tries, createdAtMs } = delivery;
    const target = { url, secret: hook.secret, ca: hook.ca, userAgent: `ekspresi/${version}` };
    const answer = await sendWebhook(delivery, target, clock.nowMs(), signal).catch(
      (error: unknown) => (error as NodeJS.ErrnoException).code ?? describeError(error),
    );
    if (signal.aborted) return;
    if (typeof answer !== 'string' && answer.status >= 200 && answer.status < 300) {
      outbox.delivered(id, answer.status);
      return;
    }
    const status = typeof answer === 'string' ? null : answer.status;
    const reason = typeof answer === 'string' ? answer : reasonOf(answer.status);
    const asked = typeof answer === 'string' ? null : answer.retryAfterMs;
    const nowMs = clock.nowMs();
    const waitMs = Math.max(asked ?? 0, retryWaitMs(tries, Math.random()));
    const isOver = status === GONE || nowMs + waitMs - createdAtMs > GIVE_UP_MS;
    if (isOver) outbox.gaveUp(id, status, reason);
    else outbox.failed(id, status, reason, nowMs + waitMs);
    const message = isOver ? 'a webhook was given up' : 'a webhook is tried again';
    if (tries === 0 || isOver) this.#deps.log.warn({ hook: name, status, reason }, message);
  }

  #opened(): Outbox {
    if (this.#outbox === null) throw new Error('webhooks are not started');
    return this.#outbox;
  }
}

/**
 * How long to wait after so many tries: 5 s, 15 s, 45 s … an hour, a fifth more or less.
 * @param chance 0…1
 */
export function retryWaitMs(tries: number, chance: number): number {
  const fullMs = Math.min(FIRST_WAIT_MS * 3 ** Math.min(tries, 10), LONGEST_WAIT_MS);
  return Math.round(fullMs * (0.8 + 0.4 * chance));
}

function reasonOf(status: number): string {
  return status >= 300 && status < 400 ? 'a redirect is not followed' : `HTTP ${status}`;
}

/** @throws EkspresiError CONFIG_UNREADABLE */
function readSecret(file: string): string {
  const path = secretPath(file);
  const secret = readSettingFile(path, () => readSecretLine(path)).trim();
  if (secret === '') throw new EkspresiError('webhook-secret-empty', { path });
  return secret;
}

/** @throws EkspresiError CONFIG_UNREADABLE */
function caOf({ caFile }: WebhookSettings): Buffer | undefined {
  return caFile === undefined ? undefined : readSettingFile(caFile, () => readFileSync(caFile));
}
