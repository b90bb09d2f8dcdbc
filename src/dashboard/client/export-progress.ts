/** Tells how many rows a download has written; the browser itself saves the file. */
const ASK_EVERY_MS = 700;

interface Progress {
  readonly rows: number;
  readonly state: 'running' | 'done' | 'failed';
}

const line = document.getElementById('export-progress');

async function follow(job: string): Promise<void> {
  if (!line) return;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    const answer = await fetch(`/export/progress?job=${job}`).catch(() => null);
    // The export begins a moment after the click.
    if (!answer || answer.status === 404) continue;
    if (!answer.ok) return;
    const { rows, state }: Progress = await answer.json();
    const words = line.dataset[state] ?? '';
    line.textContent = words.replace('%', rows.toLocaleString(document.documentElement.lang));
    if (state !== 'running') return;
  }
}

for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-export]')) {
  const address = link.href;
  link.addEventListener('click', () => {
    const job = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) =>
      part.toString(16).padStart(8, '0'),
    ).join('');
    link.href = `${address}&job=${job}`;
    follow(job);
  });
}
