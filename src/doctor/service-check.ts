import type { Health } from './ask-health.js';
import type { Verdict } from './check.js';

/** Rare replacements are no matter; a worker that goes again and again is. */
const MANY_RESTARTS = 10;

const SOURCE_REMEDIES: Readonly<Record<string, string>> = {
  SOURCE_FROZEN: 'The camera repeats one picture: unplug it and plug it in again.',
  SOURCE_BLACK: 'The picture is black: uncover the lens or turn a light on.',
  SOURCE_STUCK: 'The driver of the camera hangs: unplug it and plug it in again.',
  SOURCE_STALLED: 'The camera gives no frames: another cable or a powered hub.',
};

/** What the running daemon says of itself. */
export function checkService(health: Health | null): Verdict {
  if (health === null) {
    return {
      warning: 'no ekspresi answers at the address of the configuration',
      remedy:
        'Start it: `sudo systemctl start ekspresi`; `journalctl -u ekspresi -n 50` tells why it ended.',
    };
  }
  const { source, worker, store } = health;
  if (health.status === 'safe-mode' || source === undefined) {
    return { warning: 'ekspresi is in safe mode', remedy: 'Its page says what to mend.' };
  }
  if (source.state === 'degraded') {
    const code = source.code ?? 'no reason given';
    return {
      warning: `the ${source.kind} is degraded (${code})`,
      remedy: SOURCE_REMEDIES[code] ?? 'The page *System* and docs/operations.md say what to do.',
    };
  }
  if (worker.state !== 'running') {
    return { warning: `the inference is ${worker.state}`, remedy: 'See the check "inference".' };
  }
  if (store.state !== 'ok') {
    return { warning: 'the history is not recorded', remedy: 'See "data folder" and "disk".' };
  }
  if (worker.restarts > MANY_RESTARTS) {
    return {
      warning: `the inference worker was replaced ${worker.restarts} times`,
      remedy: 'The events say why: too slow a box, too hot, or short of memory.',
    };
  }
  return `ekspresi ${health.version} runs, ${source.kind} ${source.state}`;
}
