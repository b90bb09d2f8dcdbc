import type { Child } from 'hono/jsx';

/** One row of a list of facts (`dl`). */
export function Fact({ name, children }: { name: string; children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
