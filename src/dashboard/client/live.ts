/**
 * Keeps a page alive that nobody attends: says so while no update arrives, and loads the page anew
 * where htmx gives up. htmx reconnects a stream that once ran, but not one refused at first.
 */
const SILENCE_MS = 4000;
/** Silence before the page is loaded anew; each try in vain doubles the wait. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 240_000;
const ANSWER_WITHIN_MS = 10_000;
const UNAUTHORIZED = 401;

const live = document.getElementById('live');
const lost = document.getElementById('lost');
let heardAtMs = performance.now();
let waitMs = FIRST_WAIT_MS;
let nextTryMs = heardAtMs + waitMs;

function show(isLost: boolean): void {
  if (lost) lost.hidden = !isLost;
  document.body.classList.toggle('is-lost', isLost);
}

function waitAfresh(): void {
  heardAtMs = performance.now();
  waitMs = FIRST_WAIT_MS;
  nextTryMs = heardAtMs + waitMs;
}

/** Only a page that answers is loaded: the browser's own error page would never come back. */
async function loadAnew(): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(location.href, { cache: 'no-store', signal }).catch(() => null);
  // The page of the safe mode is an error too, but looks for the kiosk by itself.
  if (answer?.ok || answer?.headers.has('refresh')) location.reload();
}

live?.addEventListener('htmx:sse:after:message', () => {
  waitAfresh();
  show(false);
});

for (const name of ['htmx:sse:error', 'htmx:response:error', 'htmx:error']) {
  live?.addEventListener(name, () => show(true));
}

live?.addEventListener('htmx:sse:error', (event) => {
  // The session has ended: the page itself leads to the sign-in.
  if ((event as CustomEvent).detail?.status === UNAUTHORIZED) location.reload();
});

document.addEventListener('visibilitychange', waitAfresh);

setInterval(() => {
  if (document.hidden) return;
  const nowMs = performance.now();
  if (nowMs - heardAtMs > SILENCE_MS) show(true);
  if (nowMs < nextTryMs) return;
  waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  nextTryMs = nowMs + waitMs;
  loadAnew();
}, 1000);
