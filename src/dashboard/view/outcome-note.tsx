import { Icon } from './icon.js';

/** What came of a form. */
export interface Outcome {
  readonly ok: boolean;
  readonly message: string;
  /** A password or token, shown this once. */
  readonly secret?: string;
}

export function OutcomeNote({ outcome }: { outcome: Outcome | null }) {
  if (outcome === null) return null;
  return (
    <div class={`notice ${outcome.ok ? 'notice-done' : 'notice-trouble'}`} role="status">
      <Icon name={outcome.ok ? 'shield' : 'alert'} /> {outcome.message}
      {outcome.secret ? <code class="secret">{outcome.secret}</code> : null}
    </div>
  );
}
