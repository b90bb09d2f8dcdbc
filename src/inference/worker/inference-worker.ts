import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../core/clock.js';
import { describeError, EkspresiError, errorData } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { createFacePipeline, type FacePipeline } from '../pipeline/face-pipeline.js';
import { NativeGate } from './native-gate.js';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.js';

const HEARTBEAT_MS = 1000;

const port = parentPort;
if (port === null) throw new Error('inference-worker runs only as a worker thread');
const send = (message: FromWorker): void => port.postMessage(message);

/** Log lines go to the main thread, which owns the log. */
function forwardingLog(): Log {
  const forward = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    const { err } = fields as { err?: unknown };
    send({
      kind: 'log',
      level,
      message: err === undefined ? message : `${message}: ${describeError(err)}`,
    });
  };
  return {
    debug: () => {},
    info: forward('info'),
    warn: forward('warn'),
    error: forward('error'),
    child: () => forwardingLog(),
  };
}

function fail(error: unknown): void {
  const known = error instanceof EkspresiError;
  send({
    kind: 'failed',
    failure: {
      code: known ? error.code : null,
      message: error instanceof Error ? error.message : String(error),
      remedy: known ? error.remedy : null,
      data: errorData(error),
    },
  });
}

function serve(pipeline: FacePipeline): void {
  const heartbeat = setInterval(() => send({ kind: 'heartbeat' }), HEARTBEAT_MS);
  port?.on('message', (message: ToWorker) => {
    if (message.kind === 'stop') {
      clearInterval(heartbeat);
      void pipeline.close().finally(() => port.close());
      return;
    }
    if (message.kind === 'change') {
      pipeline.change(message.settings);
      return;
    }
    pipeline
      .analyse(message.frame)
      .then((analysis) => send({ kind: 'analysis', analysis }))
      .catch(fail);
  });
  send({ kind: 'ready', model: pipeline.model });
}

const { settings, nativeGate } = workerData as WorkerStart;
const nativeCalls = new NativeGate(nativeGate).pass;
createFacePipeline(settings, { clock: systemClock, log: forwardingLog(), nativeCalls }).then(
  serve,
  fail,
);
