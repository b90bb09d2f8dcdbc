import { createSocket, type Socket } from 'node:dgram';
import { EXPRESSIONS } from '../../core/expression.js';
import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { Publisher, PublisherDeps } from '../publisher.js';
import { FaceSlots } from './face-slots.js';
import { type OscMessage, oscBundles } from './osc-packet.js';
import type { OscSettings } from './osc-settings.js';

/** Sends what each face shows to one machine by OSC. Nobody answers, so nobody is waited for. */
export class OscPublisher implements Publisher {
  readonly name = 'osc';
  readonly #settings: OscSettings;
  readonly #deps: PublisherDeps;
  readonly #stopping = new AbortController();
  readonly #slots: FaceSlots;
  #socket: Socket | null = null;
  #sentMs = Number.NEGATIVE_INFINITY;
  #lastTrouble = '';

  constructor(settings: OscSettings, deps: PublisherDeps) {
    this.#settings = settings;
    this.#deps = deps;
    this.#slots = new FaceSlots(settings.maxFaces);
  }

  async start(): Promise<void> {
    const { host, port } = this.#settings;
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.unref();
    socket.on('error', (error) => this.#trouble(error));
    this.#socket = socket;
    this.#deps.bus.subscribe({
      name: this.name,
      signal: this.#stopping.signal,
      on: {
        analysis: (analysis) => this.#frame(analysis),
        // Nobody is in front of a camera that gives no pictures.
        sourceChanged: ({ kind }) => {
          if (kind !== 'running') this.#send(this.#scene([], 0, 0));
        },
      },
    });
    this.#deps.log.info({ host, port }, 'OSC is sent');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  #frame({ faces, generation, width, height }: FrameAnalysis): void {
    const nowMs = this.#deps.clock.monotonicMs();
    // A little early is in time: frames do not come to the millisecond.
    if (nowMs - this.#sentMs < 900 / this.#settings.maxPerSecond) return;
    this.#sentMs = nowMs;
    const keyed = faces.map((face) => ({ ...face, key: `${generation}:${face.trackId}` }));
    this.#send(this.#scene(keyed, width, height));
  }

  #scene(
    faces: readonly (FaceObservation & { readonly key: string })[],
    width: number,
    height: number,
  ): readonly OscMessage[] {
    const { prefix } = this.#settings;
    const { slots, left } = this.#slots.assign(faces.map(({ key }) => key));
    const looking = faces.filter(({ looking }) => looking === true).length;
    return [
      { address: `${prefix}/people`, value: faces.length, type: 'i' },
      { address: `${prefix}/looking`, value: looking, type: 'i' },
      // The name of releases before 0.2, for patches that read it.
      { address: `${prefix}/watchers`, value: looking, type: 'i' },
      ...left.map((slot) => present(`${prefix}/face/${slot}`, 0)),
      ...faces.flatMap((face, i) => {
        const slot = slots[i] ?? null;
        return slot === null ? [] : faceMessages(`${prefix}/face/${slot}`, face, width, height);
      }),
    ];
  }

  #send(messages: readonly OscMessage[]): void {
    const { host, port } = this.#settings;
    for (const bundle of oscBundles(messages)) {
      this.#socket?.send(bundle, port, host, (error) => {
        if (error) this.#trouble(error);
      });
    }
  }

  /** Once a reason: it may be the same thirty times a second. */
  #trouble(error: Error): void {
    const reason = (error as NodeJS.ErrnoException).code ?? error.message;
    if (reason === this.#lastTrouble) return;
    this.#lastTrouble = reason;
    this.#deps.log.warn({ reason }, 'OSC cannot be sent');
  }
}

function present(face: string, value: 0 | 1): OscMessage {
  return { address: `${face}/present`, value, type: 'i' };
}

/** Positions are the middle and size of the box, as shares of the picture. */
function faceMessages(
  face: string,
  { box, smoothed, valence, looking, yaw }: FaceObservation,
  width: number,
  height: number,
): readonly OscMessage[] {
  const float = (name: string, value: number): OscMessage => ({
    address: `${face}/${name}`,
    value,
    type: 'f',
  });
  return [
    present(face, 1),
    ...EXPRESSIONS.map((name, i) => float(name, smoothed[i] ?? 0)),
    float('valence', valence),
    { address: `${face}/looking`, value: looking === true ? 1 : 0, type: 'i' },
    ...(yaw === null ? [] : [float('yaw', yaw)]),
    float('x', (box.x + box.width / 2) / width),
    float('y', (box.y + box.height / 2) / height),
    float('size', box.width / width),
  ];
}
