/** Shows the "connection lost" line while no update arrives; htmx itself reconnects. */
const SILENCE_MS = 4000;

const live = document.getElementById('live');
const lost = document.getElementById('lost');
let heardAtMs = performance.now();

function show(isLost: boolean): void {
  if (lost) lost.hidden = !isLost;
  document.body.classList.toggle('is-lost', isLost);
}

live?.addEventListener('htmx:sse:after:message', () => {
  heardAtMs = performance.now();
  show(false);
});

for (const name of ['htmx:sse:error', 'htmx:response:error', 'htmx:error']) {
  live?.addEventListener(name, () => show(true));
}

document.addEventListener('visibilitychange', () => {
  heardAtMs = performance.now();
});

setInterval(() => {
  if (!document.hidden && performance.now() - heardAtMs > SILENCE_MS) show(true);
}, 1000);
