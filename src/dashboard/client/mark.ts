/** The key M begins a mark of this moment; what is typed then only names it. */
const form = document.getElementById('mark');
if (form instanceof HTMLFormElement) {
  const name = form.elements.namedItem('name') as HTMLInputElement;
  const ago = form.elements.namedItem('agoMs') as HTMLInputElement;
  const output = form.querySelector('output');
  let begunMs: number | null = null;

  const isTyping = ({ target }: Event) =>
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]');
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'm' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event)) return;
    event.preventDefault();
    begunMs = performance.now();
    name.focus();
  });
  name.addEventListener('input', () => {
    begunMs ??= performance.now();
  });
  name.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    begunMs = null;
    form.reset();
    name.blur();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ago.value = String(Math.round(begunMs === null ? 0 : performance.now() - begunMs));
    begunMs = null;
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    void fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } })
      .then((answer) => answer.ok)
      .catch(() => false)
      .then((isDone) => {
        if (!isDone) return form.submit();
        if (output) output.textContent = form.dataset.done ?? '';
        form.reset();
        name.blur();
        return undefined;
      });
  });
}
