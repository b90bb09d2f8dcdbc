import type { Child } from 'hono/jsx';
import { TableScroll } from './table-scroll.js';

/** One column: its head, and what a row has in it. */
interface Column<Row> {
  readonly head: Child;
  cell(row: Row, index: number): Child;
  /** `numeric` stands at the right, `wrap` may take several lines. */
  readonly class?: string;
}

/**
 * A table of one kind of row; the first column names the row. `empty` stands in its place where
 * there are no rows.
 */
export function DataTable<Row>({
  label,
  columns,
  rows,
  empty,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  empty?: Child;
}) {
  if (rows.length === 0 && empty !== undefined) return <p class="table-empty">{empty}</p>;
  const [first, ...rest] = columns;
  return (
    <TableScroll label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.class}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr>
              <th scope="row" class={first?.class}>
                {first?.cell(row, i)}
              </th>
              {rest.map((column) => (
                <td class={column.class}>{column.cell(row, i)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
