import type { Mask } from '../../core/mask.js';
import type { RequestView } from '../view/request-view.js';

/** On the settings page: how many masks there are, and the way to draw them. */
export function MaskCard({ masks, view }: { masks: readonly Mask[]; view: RequestView }) {
  const words = view.text.settings.masks;
  return (
    <section class="card" aria-labelledby="masks-title">
      <h2 id="masks-title">{words.title}</h2>
      <p class="hint">{words.hint}</p>
      <p>
        {words.count(masks.length)} <a href="/settings/masks">{words.draw}</a>
      </p>
    </section>
  );
}
