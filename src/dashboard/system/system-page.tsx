import type { StageTimes } from '../../core/face.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { RunRow } from '../../store/store-queries.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { Fact } from '../view/fact.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { UnreadableNote } from '../view/pager.js';
import type { RequestView } from '../view/request-view.js';
import { HealthCard, type HealthData } from './health-card.js';

interface SystemData extends HealthData {
  readonly runs: { readonly rows: readonly RunRow[]; readonly unreadable: number };
}

function KioskFacts({ data, view }: { data: SystemData; view: RequestView }) {
  const { status, machine } = data;
  const { text, format } = view;
  const words = text.system;
  const { frames } = status;
  return (
    <section class="card" aria-labelledby="kiosk-title">
      <h2 id="kiosk-title">{words.kiosk}</h2>
      <dl class="fact-list">
        <Fact name={words.version}>{status.version}</Fact>
        <Fact name={words.uptime}>{format.duration(status.uptimeMs)}</Fact>
        <Fact name={words.source}>
          {status.source.name} ·{' '}
          <span class={`state state-${status.source.state.kind}`}>
            {text.sourceStates[status.source.state.kind]}
          </span>
        </Fact>
        <Fact name={words.analysis}>
          {words.workerStates[status.worker.state]} · {words.restarts(status.worker.restarts)}
        </Fact>
        <Fact name={words.frames}>
          {format.number(frames.captured)} {words.captured} · {format.number(frames.analysed)}{' '}
          {words.analysed} · {format.number(frames.dropped)} {words.dropped}
        </Fact>
        <Fact name={words.model}>
          {status.model === null ? '–' : `${status.model.name} · ${status.model.engine}`}{' '}
          <a href="/system/model">{words.modelLink}</a>
        </Fact>
        <Fact name={words.memory}>{format.bytes(status.memory.rssBytes)}</Fact>
        {machine ? (
          <Fact name={words.processor}>
            {format.number(machine.loadAverage, 2)} {words.processorDetail(machine.cores)}
          </Fact>
        ) : null}
        {machine?.temperatureC == null ? null : (
          <Fact name={words.temperature}>{format.number(machine.temperatureC, 1)} °C</Fact>
        )}
      </dl>
    </section>
  );
}

const stageKeys = ['detect', 'track', 'landmarks', 'classify', 'smooth'] as const;

function StageTable({ status, view }: { status: KioskStatus; view: RequestView }) {
  const { text, format } = view;
  const { stages } = status;
  const rows: readonly (readonly [string, keyof StageTimes])[] = [
    ...stageKeys.map((key) => [text.stages[key], `${key}Ms`] as const),
    [text.system.total, 'totalMs'],
  ];
  return (
    <Card id="stage-table" title={text.system.stagesTitle}>
      {stages ? (
        <DataTable
          label={text.system.stagesTitle}
          rows={rows}
          columns={[
            { head: text.system.stage, cell: ([name]) => name },
            {
              head: text.system.p50,
              class: 'numeric',
              cell: ([, key]) => format.milliseconds(stages.p50[key]),
            },
            {
              head: text.system.p95,
              class: 'numeric',
              cell: ([, key]) => format.milliseconds(stages.p95[key]),
            },
          ]}
        />
      ) : (
        <p class="table-empty">{text.system.noStages}</p>
      )}
    </Card>
  );
}

function DatabaseFacts({ data, view }: { data: SystemData; view: RequestView }) {
  const { database, status } = data;
  const { format } = view;
  const words = view.text.system;
  const when = (atMs: number | null) => (atMs === null ? '–' : format.dateTime(atMs));
  return (
    <section class="card" aria-labelledby="database-title">
      <h2 id="database-title">{words.database}</h2>
      <dl class="fact-list">
        <Fact name={words.size}>{format.bytes(database.sizeBytes)}</Fact>
        <Fact name={words.free}>{format.bytes(database.diskFreeBytes)}</Fact>
        <Fact name={words.observations}>≈ {format.number(database.observationsEstimate)}</Fact>
        <Fact name={words.oldest}>{when(database.oldestObservationMs)}</Fact>
        <Fact name={words.oldestRollup}>{when(database.oldestRollupMs)}</Fact>
        <Fact name={words.lastCommit}>{when(status.store.lastCommitAtMs)}</Fact>
      </dl>
    </section>
  );
}

function Runs({ data, view }: { data: SystemData; view: RequestView }) {
  const { format } = view;
  const words = view.text.system;
  const end = (run: RunRow, newest: boolean) => {
    if (newest && !run.endedCleanly) return words.stillRunning;
    const how = run.endedCleanly ? words.endedClean : words.endedHard;
    return `${format.dateTime(run.lastCommitAtMs)} · ${how}`;
  };
  return (
    <Card id="runs" title={words.runs} wide>
      <DataTable
        label={words.runs}
        rows={data.runs.rows}
        columns={[
          { head: words.started, cell: (run) => format.dateTime(run.startedAtMs) },
          { head: words.ended, cell: (run, i) => end(run, i === 0) },
          { head: words.version, cell: ({ version }) => version },
          { head: words.source, cell: ({ source }) => source },
          { head: words.model, cell: ({ model }) => model ?? '–' },
          { head: words.engine, cell: ({ engine }) => engine ?? '–' },
        ]}
      />
      <UnreadableNote count={data.runs.unreadable} view={view} />
    </Card>
  );
}

/** `/system`: what the box does and what it knows of its model. */
export function SystemPage({
  data,
  view,
  assets,
}: {
  data: SystemData;
  view: RequestView;
  assets: PageAssets;
}) {
  return (
    <Layout view={view} assets={assets} title={view.text.system.title}>
      <h1>{view.text.system.title}</h1>
      <div class="system-grid">
        <HealthCard data={data} view={view} />
        <KioskFacts data={data} view={view} />
        <StageTable status={data.status} view={view} />
        <DatabaseFacts data={data} view={view} />
        <Runs data={data} view={view} />
      </div>
    </Layout>
  );
}
