/**
 * Opens the camera's picture anew after the connection was lost, and where it is refused. The
 * stream of pictures ends without a word, and an unchanged address is never asked for again.
 */
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;

const live = document.getElementById('live');
let waitMs = FIRST_WAIT_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
let opened = 0;

const pictureNow = () => live?.querySelector<HTMLImageElement>('img.picture');

function openAnew(): void {
  clearTimeout(timer);
  const picture = pictureNow();
  if (picture) picture.src = `/preview.mjpeg?again=${++opened}`;
}

function openLater(): void {
  clearTimeout(timer);
  timer = setTimeout(openAnew, waitMs);
  waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
}

live?.addEventListener('htmx:sse:after:connection', (event) => {
  // The first connection comes with a page whose picture is as new.
  if ((event as CustomEvent).detail?.connection.attempt > 0) openAnew();
});

// Neither event bubbles.
const onPicture = (name: 'error' | 'load', act: () => void) =>
  live?.addEventListener(name, ({ target }) => target === pictureNow() && act(), true);
onPicture('error', openLater);
onPicture('load', () => {
  waitMs = FIRST_WAIT_MS;
});

// Refused before this script came.
const first = pictureNow();
if (first?.complete && first.naturalWidth === 0) openLater();
