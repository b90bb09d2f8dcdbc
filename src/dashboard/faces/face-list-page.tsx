import { EXPRESSIONS } from '../../core/expression.js';
import type { FaceFilter, FaceRow, Page } from '../../store/store-queries.js';
import { type ChosenRange, rangeQuery } from '../history/time-range.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { RangePicker } from '../view/range-picker.js';
import type { RequestView } from '../view/request-view.js';
import { FaceTable } from './face-table.js';

interface FaceListData {
  readonly range: ChosenRange;
  readonly filter: FaceFilter;
  readonly page: Page<FaceRow>;
  readonly nowMs: number;
}

function listLink({ range, filter }: FaceListData, cursor?: string): string {
  const query = new URLSearchParams(rangeQuery(range));
  if (filter.order) query.set('order', filter.order);
  if (filter.dominant) query.set('dominant', filter.dominant);
  if (filter.minDwellMs) query.set('stay', String(filter.minDwellMs / 1000));
  if (cursor) query.set('cursor', cursor);
  return `/faces?${query}`;
}

function FilterForm({ data, view }: { data: FaceListData; view: RequestView }) {
  const { text } = view;
  const { filter, range } = data;
  return (
    <form class="filter-form" action="/faces" method="get">
      {range.preset ? (
        <input type="hidden" name="preset" value={range.preset} />
      ) : (
        <>
          <input type="hidden" name="from" value={range.fromMs} />
          <input type="hidden" name="to" value={range.toMs} />
        </>
      )}
      <label>
        <span>{text.faces.dominant}</span>
        <select name="dominant">
          <option value="">{text.faces.all}</option>
          {EXPRESSIONS.map((expression) => (
            <option value={expression} selected={filter.dominant === expression}>
              {text.expressions[expression]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.faces.order}</span>
        <select name="order">
          {Object.entries(text.faces.orders).map(([order, name]) => (
            <option value={order} selected={filter.order === order}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.faces.minStay}</span>
        <input
          type="number"
          name="stay"
          min="0"
          max="86400"
          value={filter.minDwellMs ? filter.minDwellMs / 1000 : ''}
        />
      </label>
      <button type="submit">{text.history.show}</button>
    </form>
  );
}

/** `/faces`: stays of a range, filtered and sorted. */
export function FaceListPage({
  data,
  view,
  assets,
}: {
  data: FaceListData;
  view: RequestView;
  assets: PageAssets;
}) {
  const words = view.text.faces;
  return (
    <Layout view={view} assets={assets} title={words.title} scripts={['htmx.js']}>
      <h1>{words.title}</h1>
      <RangePicker range={data.range} path="/faces" view={view} nowMs={data.nowMs} />
      <section class="card">
        <header class="card-head">
          <p class="hint">
            {words.intro} {view.text.attention.time}: {view.text.attention.basis}
          </p>
          <FilterForm data={data} view={view} />
        </header>
        <FaceTable
          page={data.page}
          view={view}
          moreLink={(cursor) => listLink(data, cursor)}
          firstLink={data.filter.cursor ? listLink(data) : null}
        />
      </section>
    </Layout>
  );
}
