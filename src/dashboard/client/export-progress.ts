/** Tells how many rows a download has written; the browser itself saves the file. */
const ASK_EVERY_MS = 700;
/** An export that has not begun, or of which nothing is heard, is given up after 15 questions. */
const MAX_UNANSWERED = 15;

interface Progress {
  readonly rows: number;
  /** Rows left out because damage has made them impossible. */
  readonly unreadable: number;
  readonly state: 'running' | 'done' | 'failed' | 'refused';
}

const line = document.getElementById('export-progress');
/** The newest download alone is told of. */
let followed = '';

function tell({ rows, unreadable, state }: Progress): void {
  if (!line) return;
  const sentence = (name: string, count: number) =>
    (line.dataset[name] ?? '').replace('%', count.toLocaleString(document.documentElement.lang));
  const left = unreadable > 0 ? ` ${sentence('unreadable', unreadable)}` : '';
  line.textContent = sentence(state, rows) + left;
}

async function follow(job: string): Promise<void> {
  followed = job;
  let rows = 0;
  let unanswered = 0;
  while (unanswered < MAX_UNANSWERED) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    const answer = await fetch(`/export/progress?job=${job}`).catch(() => null);
    if (followed !== job) return;
    if (answer?.ok) {
      const progress: Progress = await answer.json();
      tell(progress);
      if (progress.state !== 'running') return;
      rows = progress.rows;
      unanswered = 0;
    } else if (answer && answer.status !== 404) {
      break;
    } else {
      // The export begins a moment after the click.
      unanswered += 1;
    }
  }
  tell({ rows, unreadable: 0, state: 'failed' });
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
