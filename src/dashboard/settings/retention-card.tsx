import type { ChangeableSettings } from '../dashboard-deps.js';
import { Card } from '../view/card.js';
import { CheckField, Field } from '../view/fields.js';
import type { RequestView } from '../view/request-view.js';
import { RETENTION_FIELDS } from './settings-forms.js';

interface RetentionProps {
  readonly settings: ChangeableSettings;
  readonly view: RequestView;
}

const MAX_DAYS = 4000;

/** How long and how much history is kept, the same on the set-up and the settings page. */
export function RetentionFields({ settings, view }: RetentionProps) {
  const words = view.text.settings.retention;
  return (
    <>
      {RETENTION_FIELDS.map((name) => (
        <Field label={words[name]}>
          <input
            type="number"
            name={name}
            min="0"
            max={name.endsWith('Days') ? MAX_DAYS : undefined}
            step="any"
            required
            value={String(settings[name])}
          />
        </Field>
      ))}
    </>
  );
}

/** Changes the limits; what deletes history needs a second word. */
export function RetentionCard({ settings, view }: RetentionProps) {
  const words = view.text.settings;
  return (
    <Card id="retention" title={words.retention.title}>
      <form class="stacked-form" method="post" action="/settings/retention">
        <RetentionFields settings={settings} view={view} />
        <p class="hint">{words.retention.hint}</p>
        <CheckField name="sure" label={words.retention.sure} />
        <button type="submit">{words.save}</button>
      </form>
    </Card>
  );
}
