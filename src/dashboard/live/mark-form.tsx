import type { RequestView } from '../view/request-view.js';

/** Marks this moment: a word and Enter; the key M leads to it. For those who may. */
export function MarkForm({ view }: { view: RequestView }) {
  if (view.user?.role !== 'administrator') return null;
  const words = view.text.markers;
  return (
    <form class="mark-form" id="mark" method="post" action="/markers/mark" data-done={words.marked}>
      <input
        name="name"
        required
        maxlength={200}
        autocomplete="off"
        aria-label={words.markPlaceholder}
        placeholder={words.markPlaceholder}
        aria-keyshortcuts="m"
      />
      <input type="hidden" name="agoMs" value="0" />
      <button type="submit" title={words.markHint}>
        {words.mark} <kbd>M</kbd>
      </button>
      <output class="hint" />
    </form>
  );
}
