import type { Child } from 'hono/jsx';

/**
 * One figure of a `dl.figures`: what it is, its value, and below it what it is compared with or
 * stands on.
 */
export function Tile({
  name,
  value,
  details = [],
  link,
}: {
  name: string;
  value: Child;
  details?: readonly string[];
  /** Where the value leads. */
  link?: string | undefined;
}) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>{link === undefined ? value : <a href={link}>{value}</a>}</dd>
      {details.map((detail) => (
        <dd class="figure-detail">{detail}</dd>
      ))}
    </div>
  );
}
