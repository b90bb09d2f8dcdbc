const hours = (hour: number) => `${hour}:00–${hour + 1}:00`;

/** Today's numbers, and whether the settings are still those of this page. */
export async function askToday(revision: string): Promise<void> {
  const answer = await fetch('/kiosk/today', { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return;
  const today: Record<string, number | string | null> = await answer.json();
  if (today.revision !== revision) location.reload();
  for (const place of document.querySelectorAll<HTMLElement>('[data-number]')) {
    const name = place.dataset.number ?? '';
    const value = today[name];
    if (typeof value !== 'number') continue;
    const text = name === 'busiestHour' ? hours(value) : value.toLocaleString();
    if (place.textContent !== text) place.textContent = text;
  }
}
