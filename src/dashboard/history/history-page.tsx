import { EXPORT_FORMATS, EXPORT_LEVELS } from '../../core/export-format.js';
import type {
  EventRow,
  FaceRow,
  Page,
  RollupBucket,
  RollupSeries,
  RollupSums,
} from '../../store/store-queries.js';
import { EventTable } from '../events/event-table.js';
import { FaceTable } from '../faces/face-table.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { UnreadableNote } from '../view/pager.js';
import { RangePicker } from '../view/range-picker.js';
import type { RequestView } from '../view/request-view.js';
import { AudienceFunnel } from './audience-funnel.js';
import type { Comparison } from './comparison.js';
import { DayTable } from './day-table.js';
import type { EvidenceRule, HeatMetric, RatedCell } from './evidence.js';
import { HeatMap } from './heat-map.js';
import { type ChartScale, StackedChart } from './stacked-chart.js';
import { Summary } from './summary.js';
import { type ChosenRange, rangeQuery } from './time-range.js';

interface HistoryData {
  readonly range: ChosenRange;
  readonly series: RollupSeries;
  readonly hours: RollupSeries;
  readonly comparison: Comparison;
  /** Of the whole range, also of what was measured outside the present opening hours. */
  readonly totals: RollupSums;
  /** By each metric; null for a range of less than a day. */
  readonly heat: Readonly<Record<HeatMetric, readonly RatedCell[]>> | null;
  readonly rule: EvidenceRule;
  readonly scale: ChartScale;
  readonly metric: HeatMetric;
  /** Empty where the chart's bars are days or parts of one. */
  readonly days: readonly RollupBucket[];
  readonly faces: Page<FaceRow>;
  readonly events: Page<EventRow>;
  readonly paged: boolean;
  readonly nowMs: number;
  readonly canExport: boolean;
}

function Downloads({ range, view }: { range: ChosenRange; view: RequestView }) {
  const words = view.text.history;
  return (
    <section class="downloads card" aria-labelledby="downloads-title">
      <h2 id="downloads-title">
        <Icon name="download" /> {words.export}
      </h2>
      <dl>
        {EXPORT_LEVELS.map((level) => (
          <div>
            <dt>{words.exportLevels[level]}</dt>
            <dd>
              {EXPORT_FORMATS.map((format) => (
                <a
                  href={`/export.${format}?level=${level}&from=${range.fromMs}&to=${range.toMs}`}
                  download
                  data-export
                  aria-label={`${words.export} ${words.exportLevels[level]} ${format}`}
                >
                  {format.toUpperCase()}
                </a>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p
        id="export-progress"
        class="hint"
        role="status"
        data-running={words.exportRunning}
        data-done={words.exportDone}
        data-unreadable={words.exportUnreadable}
        data-failed={words.exportFailed}
        data-refused={words.exportRefused}
      />
    </section>
  );
}

function EventsIn({ data, view }: { data: HistoryData; view: RequestView }) {
  const { events, range } = data;
  if (events.rows.length === 0 && events.unreadable === 0) return null;
  return (
    <section class="card" aria-labelledby="events-title">
      <header class="card-head">
        <h2 id="events-title">{view.text.history.eventsTitle}</h2>
        {events.nextCursor ? (
          <a class="pill" href={`/events?${rangeQuery(range)}`}>
            {view.text.faces.all}
          </a>
        ) : null}
      </header>
      <EventTable rows={events.rows} view={view} />
      <UnreadableNote count={events.unreadable} view={view} />
    </section>
  );
}

function Content({ data, view }: { data: HistoryData; view: RequestView }) {
  const { range, series } = data;
  const words = view.text.history;
  const query = rangeQuery(range);
  if (series.buckets.length === 0) {
    return (
      <>
        <section class="empty card">
          <Icon name="history" />
          <h2>{words.empty}</h2>
          <p>{words.emptyHint}</p>
          <UnreadableNote count={series.unreadable} view={view} />
        </section>
        <EventsIn data={data} view={view} />
      </>
    );
  }
  return (
    <>
      <Summary
        comparison={data.comparison}
        totals={data.totals}
        hours={data.hours}
        best={data.heat}
        rule={data.rule}
        view={view}
      />
      <AudienceFunnel comparison={data.comparison} rule={data.rule} view={view} />
      <StackedChart
        series={series}
        range={range}
        scale={data.scale}
        scaleLink={(scale) => `/history?${query}&scale=${scale}#chart`}
        view={view}
      />
      <UnreadableNote count={series.unreadable} view={view} />
      <EventsIn data={data} view={view} />
      {data.days.length > 0 ? <DayTable days={data.days} rule={data.rule} view={view} /> : null}
      {data.heat ? (
        <HeatMap
          cells={data.heat[data.metric]}
          metric={data.metric}
          metricLink={(metric) => `/history?${query}&heat=${metric}`}
          view={view}
        />
      ) : null}
      <section class="card" aria-labelledby="faces-title">
        <h2 id="faces-title">{words.facesTitle}</h2>
        <FaceTable
          page={data.faces}
          view={view}
          moreLink={(cursor) => `/history?${query}&cursor=${encodeURIComponent(cursor)}`}
          firstLink={data.paged ? `/history?${query}` : null}
        />
      </section>
      {data.canExport ? <Downloads range={range} view={view} /> : null}
    </>
  );
}

/** `/history`: one range, everything about it. */
export function HistoryPage({
  data,
  view,
  assets,
}: {
  data: HistoryData;
  view: RequestView;
  assets: PageAssets;
}) {
  return (
    <Layout
      view={view}
      assets={assets}
      title={view.text.history.title}
      scripts={['htmx.js']}
      modules={['save-chart.js', 'export-progress.js', 'heat-map.js']}
    >
      <h1>{view.text.history.title}</h1>
      <RangePicker range={data.range} path="/history" view={view} nowMs={data.nowMs} />
      <Content data={data} view={view} />
    </Layout>
  );
}
