import { DayTable } from '../../dashboard/history/day-table.js';
import type { EvidenceRule } from '../../dashboard/history/evidence.js';
import { type ChartScale, StackedChart } from '../../dashboard/history/stacked-chart.js';
import { type ChosenRange, rangeQuery } from '../../dashboard/history/time-range.js';
import { Card } from '../../dashboard/view/card.js';
import { inViewMs } from '../../dashboard/view/expression-shares.js';
import { Fact } from '../../dashboard/view/fact.js';
import { Layout, type PageProps } from '../../dashboard/view/layout.js';
import { RangePicker } from '../../dashboard/view/range-picker.js';
import { Tile } from '../../dashboard/view/tile.js';
import type { RollupBucket, RollupSeries } from '../../store/store-queries.js';
import { comparedFigures } from './compare-page.js';
import type { KioskHealth } from './kiosk-health.js';
import { cameraWords, troubleWords } from './overview-page.js';

interface KioskData {
  readonly health: KioskHealth;
  readonly range: ChosenRange;
  readonly series: RollupSeries;
  readonly days: readonly RollupBucket[];
  readonly rule: EvidenceRule;
  readonly scale: ChartScale;
  readonly nowMs: number;
}

/** `/kiosks/:id`: how one kiosk does, and its history. */
export function KioskPage({ data, view, assets }: PageProps<KioskData>) {
  const words = view.text.fleet;
  const { format, text } = view;
  const { health, range, series, rule } = data;
  const { kiosk } = health;
  const path = `/kiosks/${kiosk.id}`;
  const title = [kiosk.site, kiosk.box || kiosk.name].filter(Boolean).join(', ');
  const figures = comparedFigures(series.totals, rule);
  const orDash = (value: number | null, show: (known: number) => string) =>
    value === null ? '–' : show(value);
  return (
    <Layout view={view} assets={assets} title={title}>
      <h1>{title}</h1>
      <Card id="health" title={words.state}>
        <p class={`state state-${health.troubles.length === 0 ? 'running' : 'degraded'}`}>
          {troubleWords(health, view)}
        </p>
        <dl class="fact-list">
          <Fact name={words.kiosk}>{kiosk.name}</Fact>
          <Fact name={words.lastSeen}>
            {format.dateTime(kiosk.lastSeenMs)} (
            {words.ago(format.duration(data.nowMs - kiosk.lastSeenMs))})
          </Fact>
          <Fact name={text.figures.camera}>{cameraWords(kiosk.camera, view)}</Fact>
          <Fact name={words.version}>{kiosk.version}</Fact>
          <Fact name={words.behind}>{words.batches(format.number(health.batchesBehind))}</Fact>
        </dl>
      </Card>
      <RangePicker range={range} path={path} view={view} nowMs={data.nowMs} />
      {series.buckets.length === 0 ? (
        <p class="table-empty">{words.nothing}</p>
      ) : (
        <>
          <section class="card" aria-label={text.history.summary}>
            <dl class="figures">
              <Tile name={words.seen} value={format.number(figures.seen)} />
              <Tile name={text.history.visitors} value={format.number(figures.visitors)} />
              <Tile
                name={text.history.timeInView}
                value={format.duration(inViewMs(series.totals))}
              />
              <Tile name={words.watchers} value={orDash(figures.watchers, format.number)} />
              <Tile
                name={text.history.happyShare}
                value={orDash(figures.happyShare, format.percent)}
              />
              <Tile name={words.attention} value={orDash(figures.attention, format.percent)} />
            </dl>
            <p class="hint">
              {words.rule(format.number(rule.visitors), format.number(rule.seconds))}
            </p>
          </section>
          <StackedChart
            series={series}
            range={range}
            scale={data.scale}
            scaleLink={(scale) => `${path}?${rangeQuery(range)}&scale=${scale}#chart`}
            path={path}
            view={view}
          />
          <DayTable days={data.days} rule={rule} path={path} view={view} />
          <p>
            <a class="button quiet" href={`${path}/days.csv?${rangeQuery(range)}`} download>
              {words.daysCsv}
            </a>
          </p>
        </>
      )}
    </Layout>
  );
}
