import type { Child } from 'hono/jsx';

/**
 * A part of a page with its title. `aside` stands at the right of the title: a switch, a link, a
 * hint; `wide` takes the whole width of a grid.
 */
export function Card({
  id,
  title,
  aside,
  wide,
  class: className = '',
  children,
}: {
  /** Names the card; its title gets `<id>-title`. */
  id: string;
  title: Child;
  aside?: Child;
  wide?: boolean;
  class?: string;
  children?: Child;
}) {
  const heading = <h2 id={`${id}-title`}>{title}</h2>;
  return (
    <section
      class={['card', wide ? 'wide' : '', className].filter(Boolean).join(' ')}
      aria-labelledby={`${id}-title`}
      id={id}
    >
      {aside ? (
        <header class="card-head">
          {heading}
          <div class="switch">{aside}</div>
        </header>
      ) : (
        heading
      )}
      {children}
    </section>
  );
}

/** One choice of a few, as links that stand side by side; the chosen one is marked. */
export function Pills({
  choices,
  label,
}: {
  choices: readonly { readonly name: string; readonly href: string; readonly isChosen: boolean }[];
  label: string;
}) {
  return (
    <nav class="switch" aria-label={label}>
      {choices.map(({ name, href, isChosen }) => (
        <a class="pill" href={href} aria-current={isChosen ? 'true' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
