import type { Child } from 'hono/jsx';

/** A wide table that scrolls by itself; it takes the focus, so that the keyboard can scroll it. */
export function TableScroll({ label, children }: { label: string; children?: Child }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form, no landmark.
    <div class="table-scroll" role="group" tabindex={0} aria-label={label}>
      {children}
    </div>
  );
}
