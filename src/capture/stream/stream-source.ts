import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import { EkspresiError } from '../../core/errors.js';
import type {
  FrameSinks,
  SourceDeps,
  SourceSettings,
  SourceType,
} from '../../core/frame-source.js';
import { FED_JPEGS, feedJpegs } from '../ffmpeg/feed-jpegs.js';
import { liveArguments } from '../ffmpeg/live-arguments.js';
import { runLive } from '../ffmpeg/run-live.js';
import type { FilmSeen } from '../media/film-end.js';
import { playRecording } from '../media/play-recording.js';
import type { ChildExit } from '../process/child-program.js';
import { createRedactor, redactSource } from '../redact.js';
import { askHttp, type HttpAnswer } from './http-answer.js';
import { isLivePlaylist } from './playlist.js';
import {
  addressProblem,
  isStreamAddress,
  readCredentials,
  splitCredentials,
  withCredentials,
} from './stream-address.js';
import { addressInput, streamArguments } from './stream-arguments.js';
import { recordingFailure, statusFailure, streamFailure, unreachable } from './stream-failure.js';

const TIMEOUT_MS = 10_000;
const CHECK_TIMEOUT_MS = 5000;
const PORTS: Readonly<Record<string, number>> = { rtsp: 554, rtsps: 322, http: 80, https: 443 };

const traits = {
  kind: 'stream',
  isLive: true,
  // It may be at the far end of a slow line, or lock out who asks too often.
  backoffMs: { first: 1000, max: 60_000 },
} as const;

/** An `rtsp://` or `http(s)://` stream. Its credentials go to the camera and nowhere else. */
export const streamType: SourceType = {
  ...traits,
  examples: 'rtsp://…, http://…',
  manual: 'an rtsp:// or http:// address of a live stream or a recording',
  needsSignIn: true,
  matches: isStreamAddress,
  problem: addressProblem,
  create(settings, deps) {
    let endless = true;
    return {
      traits,
      name: redactSource(settings.source),
      get endless() {
        return endless;
      },
      async run(signal, sinks) {
        if (signal.aborted) return;
        const stream = openStream(settings, deps, signal, sinks);
        const kind = await stream.look();
        endless = kind !== 'recording';
        await stream.run(kind);
      },
    };
  },
  async check({ source }) {
    const name = redactSource(source);
    const { protocol, hostname, port } = new URL(splitCredentials(source).address);
    const reason = await connectionFailure(
      hostname.replace(/^\[|\]$/g, ''),
      port === '' ? (PORTS[protocol.replace(':', '')] ?? 80) : Number(port),
    );
    if (reason === null) return `${name} accepts connections`;
    throw new EkspresiError('address-unreachable', { name, reason });
  },
};

/** What an address leads to: pictures that we read, video that ffmpeg reads, or a recording. */
type StreamKind = 'pictures' | 'video' | 'recording';

/** One attempt at a stream. */
function openStream(
  settings: SourceSettings,
  deps: SourceDeps,
  signal: AbortSignal,
  sinks: FrameSinks,
) {
  // Read at each attempt: a changed password takes effect by itself.
  const address =
    settings.credentialsFile === null
      ? settings.source
      : withCredentials(settings.source, readCredentials(settings.credentialsFile));
  const redact = createRedactor(address);
  const name = redactSource(settings.source);
  let answer: HttpAnswer | null = null;

  const failure = (exit: ChildExit, lines: readonly string[]) => streamFailure(name, exit, lines);

  return {
    /** Asks a web server what it has; RTSP says so itself. */
    async look(): Promise<StreamKind> {
      if (!/^http/i.test(address)) return 'video';
      try {
        answer = await askHttp(address, { timeoutMs: TIMEOUT_MS, signal });
      } catch (error) {
        // What our parser cannot read, ffmpeg's may.
        if (/^HPE_/.test((error as NodeJS.ErrnoException).code ?? '')) return 'video';
        if (signal.aborted) return 'video';
        throw unreachable(name, error);
      }
      const kind = await kindOf(answer, address, name, signal).catch((error: unknown) => {
        answer?.body.destroy();
        throw error;
      });
      if (kind !== 'pictures') answer.body.destroy();
      return kind;
    },

    async run(kind: StreamKind): Promise<void> {
      if (kind === 'recording') {
        const recording = {
          ...addressInput(address, settings.rtspTransport),
          redact,
          failure: (exit: ChildExit, seen: FilmSeen) => recordingFailure(name, exit, seen),
        };
        return playRecording(recording, settings, deps, signal, sinks);
      }
      if (kind === 'video' || answer === null) {
        const plan = streamArguments(settings, address);
        return runLive({ plan, settings, redact, failure }, deps, signal, sinks);
      }
      const { body, head } = answer;
      const plan = liveArguments(settings, FED_JPEGS);
      const feed = async (input: Writable, over: AbortSignal) => {
        over.addEventListener('abort', () => body.destroy(), { once: true });
        const chunks = chunksOf(head, body);
        const { framesPerSecond } = settings;
        return feedJpegs(chunks, input, { framesPerSecond, clock: deps.clock }).then(
          (pictures) => endedAfter(pictures, name),
          (error: unknown) => unreachable(name, error),
        );
      };
      try {
        await runLive({ plan, settings, feed, redact, failure }, deps, signal, sinks);
      } finally {
        body.destroy();
      }
    },
  };
}

/** The server ended a live stream of pictures. */
function endedAfter(pictures: number, name: string): EkspresiError {
  if (pictures === 0) return new EkspresiError('stream-empty', { name });
  if (pictures === 1) return new EkspresiError('stream-snapshot', { name });
  return new EkspresiError('source-ended', { kind: 'stream', name });
}

/** @throws EkspresiError where the answer is no video */
async function kindOf(
  { status, contentType, length, head }: HttpAnswer,
  address: string,
  name: string,
  signal: AbortSignal,
): Promise<StreamKind> {
  if (status < 200 || status > 299) {
    throw statusFailure(status, { name, line: `HTTP status ${status}` });
  }
  if (contentType.startsWith('multipart/')) return 'pictures';
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (text.startsWith('#EXTM3U')) {
    return (await isLivePlaylist(address, { timeoutMs: TIMEOUT_MS, signal }))
      ? 'video'
      : 'recording';
  }
  const isJpeg = head.includes('\xff\xd8\xff', 0, 'latin1');
  if (contentType.startsWith('image/') || (isJpeg && length !== null)) {
    throw new EkspresiError('stream-snapshot', { name });
  }
  if (isJpeg) return 'pictures';
  if (/^<(?:!doctype|html)/i.test(text)) throw new EkspresiError('stream-page', { name });
  return length === null ? 'video' : 'recording';
}

async function* chunksOf(head: Buffer, body: IncomingMessage): AsyncGenerator<Uint8Array> {
  yield head;
  for await (const chunk of body) yield chunk as Uint8Array;
}

function connectionFailure(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CHECK_TIMEOUT_MS });
    const end = (reason: string | null): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
