import type { RequestView } from './request-view.js';

/** Which rows are shown, said aloud when another page takes their place; stands beside the part. */
export function PageStatus({
  part,
  times,
  view,
}: {
  part: string;
  /** When each row was, UTC epoch milliseconds. */
  times: readonly number[];
  view: RequestView;
}) {
  const [first, last] = [times[0], times.at(-1)];
  const when = view.format.dateTime;
  return (
    <p class="visually-hidden" id={`${part}-status`} role="status">
      {first === undefined || last === undefined
        ? null
        : view.text.faces.rows(times.length, when(first), when(last))}
    </p>
  );
}

/** How many rows of a list or chart damage has made unreadable; nothing where there are none. */
export function UnreadableNote({ count, view }: { count: number; view: RequestView }) {
  if (count === 0) return null;
  return <p class="hint unreadable">{view.text.faces.unreadable(count)}</p>;
}

/**
 * The ways to the first and to the next page of the element with the id `part`. htmx gives the
 * focus back to what has the same id: the way on, or on the last page the way back.
 */
export function Pager({
  part,
  next,
  first,
  view,
}: {
  part: string;
  next: string | null;
  first: string | null;
  view: RequestView;
}) {
  const words = view.text.faces;
  const id = `${part}-turn`;
  return (
    <p class="pager">
      {first ? (
        <a class="button quiet" id={next ? undefined : id} href={first}>
          {words.first}
        </a>
      ) : null}
      {next ? (
        <a
          class="button quiet"
          id={id}
          href={next}
          hx-get={next}
          hx-target={`#${part}`}
          hx-select={`#${part}`}
          hx-select-oob={`#${part}-status:innerHTML`}
          hx-swap="outerHTML"
          hx-push-url="true"
        >
          {words.next}
        </a>
      ) : null}
    </p>
  );
}
