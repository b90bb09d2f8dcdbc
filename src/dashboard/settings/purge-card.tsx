import { localFieldValue } from '../history/local-time.js';
import { Card } from '../view/card.js';
import { CheckField, Field } from '../view/fields.js';
import type { RequestView } from '../view/request-view.js';

/** Deletes the history of a range for good, after a second word. */
export function PurgeCard({ nowMs, view }: { nowMs: number; view: RequestView }) {
  const words = view.text.settings.purge;
  const { from, to, zone } = view.text.history;
  return (
    <Card id="purge" title={words.title}>
      <p class="hint">{words.hint}</p>
      <form class="stacked-form" method="post" action="/settings/purge">
        {([from, to] as const).map((label, i) => (
          <Field label={label}>
            <input
              type="datetime-local"
              name={i === 0 ? 'from' : 'to'}
              required
              max={localFieldValue(nowMs, view.timeZone)}
            />
          </Field>
        ))}
        <p class="hint">{zone(view.timeZone)}</p>
        <CheckField name="sure" label={words.sure} />
        <button class="danger" type="submit">
          {words.delete}
        </button>
      </form>
    </Card>
  );
}
