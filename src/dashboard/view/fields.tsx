import type { Child } from 'hono/jsx';

/** A label above what is typed or chosen. */
export function Field({ label, children }: { label: string; children?: Child }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children.
    <label>
      <span>{label}</span>
      {children}
    </label>
  );
}

/** A list of which one is chosen. */
export function SelectField<Value extends string>({
  label,
  name,
  options,
  value,
}: {
  label: string;
  name: string;
  options: readonly (readonly [value: Value, name: string])[];
  value?: Value | undefined;
}) {
  return (
    <Field label={label}>
      <select name={name}>
        {options.map(([option, words]) => (
          <option value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** A box to tick, with its words beside it. */
export function CheckField({
  label,
  name,
  value = 'yes',
  checked,
}: {
  label: string;
  name: string;
  value?: string;
  checked?: boolean;
}) {
  return (
    <label class="check">
      <input type="checkbox" name={name} value={value} checked={checked} />
      <span>{label}</span>
    </label>
  );
}

/** A button that acts on one thing, named by hidden fields; no link may change anything. */
export function ActionForm({
  action,
  fields,
  label,
  of,
}: {
  action: string;
  fields: Readonly<Record<string, string>>;
  label: string;
  /** What it acts on, for those who do not see the row. */
  of: string;
}) {
  return (
    <form method="post" action={action}>
      <HiddenFields fields={fields} />
      <button class="quiet" type="submit" aria-label={`${label}: ${of}`}>
        {label}
      </button>
    </form>
  );
}

/**
 * The same for what cannot be undone: a first click opens the question, a second one does it. It
 * works without JavaScript, and by keyboard.
 */
export function ConfirmForm({
  action,
  fields,
  label,
  of,
  question,
}: {
  action: string;
  fields: Readonly<Record<string, string>>;
  label: string;
  of: string;
  /** What will be gone, with its name. */
  question: string;
}) {
  return (
    <details class="confirm">
      <summary class="button quiet" aria-label={`${label}: ${of}`}>
        {label}
      </summary>
      <form class="confirm-box" method="post" action={action}>
        <HiddenFields fields={{ ...fields, sure: 'yes' }} />
        <p>{question}</p>
        <button class="danger" type="submit">
          {label}
        </button>
      </form>
    </details>
  );
}

function HiddenFields({ fields }: { fields: Readonly<Record<string, string>> }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
