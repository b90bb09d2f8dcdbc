import type { StageTimes } from '../../core/face.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { DatabaseInfo, RunRow } from '../../store/store-queries.js';
import type { ModelInfo, SystemInfo } from '../dashboard-deps.js';
import { Fact } from '../view/fact.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { UnreadableNote } from '../view/pager.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import { ModelCard } from './model-card.js';

interface SystemData {
  readonly status: KioskStatus;
  readonly database: DatabaseInfo;
  readonly runs: { readonly rows: readonly RunRow[]; readonly unreadable: number };
  readonly model: ModelInfo | null;
  readonly machine: SystemInfo | null;
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
    <section class="card" aria-labelledby="stage-table-title">
      <h2 id="stage-table-title">{text.system.stagesTitle}</h2>
      {stages ? (
        <TableScroll label={text.system.stagesTitle}>
          <table>
            <thead>
              <tr>
                <th scope="col">{text.system.stage}</th>
                <th scope="col" class="numeric">
                  {text.system.p50}
                </th>
                <th scope="col" class="numeric">
                  {text.system.p95}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, key]) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td class="numeric">{format.milliseconds(stages.p50[key])}</td>
                  <td class="numeric">{format.milliseconds(stages.p95[key])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : (
        <p class="table-empty">{text.system.noStages}</p>
      )}
    </section>
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
    <section class="card wide" aria-labelledby="runs-title">
      <h2 id="runs-title">{words.runs}</h2>
      <TableScroll label={words.runs}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.started}</th>
              <th scope="col">{words.ended}</th>
              <th scope="col">{words.version}</th>
              <th scope="col">{words.source}</th>
              <th scope="col">{words.model}</th>
              <th scope="col">{words.engine}</th>
            </tr>
          </thead>
          <tbody>
            {data.runs.rows.map((run, i) => (
              <tr>
                <th scope="row">{format.dateTime(run.startedAtMs)}</th>
                <td>{end(run, i === 0)}</td>
                <td>{run.version}</td>
                <td>{run.source}</td>
                <td>{run.model ?? '–'}</td>
                <td>{run.engine ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      <UnreadableNote count={data.runs.unreadable} view={view} />
    </section>
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
    <Layout
      view={view}
      assets={assets}
      title={view.text.system.title}
      styles={['live.css', 'history.css', 'system.css']}
    >
      <h1>{view.text.system.title}</h1>
      <div class="system-grid">
        <KioskFacts data={data} view={view} />
        <StageTable status={data.status} view={view} />
        <DatabaseFacts data={data} view={view} />
        <ModelCard model={data.model} status={data.status} view={view} />
        <Runs data={data} view={view} />
      </div>
    </Layout>
  );
}
