import { Counter, Gauge, type Registry } from 'prom-client';
import type { PublisherDeps } from '../publisher.js';

/** What is read whenever somebody asks: states, counts that are kept elsewhere, and the process. */
export function declareStates(registry: Registry, deps: PublisherDeps): void {
  declareKiosk(registry, deps);
  declareDatabase(registry, deps);
  declareProcess(registry);
}

function declareKiosk(registry: Registry, deps: PublisherDeps): void {
  const { bus, version } = deps;
  const gauge = gaugesOf(registry);
  const counter = countersOf(registry);
  const status = () => deps.status();
  gauge('ekspresi_build_info', 'Version of ekspresi and of Node.', () => [
    [{ version, node_version: process.versions.node }, 1],
  ]);
  gauge('ekspresi_model_info', 'The loaded expression model and its runtime.', () => {
    const { model } = status();
    return model === null ? [] : [[{ model: model.name, engine: model.engine }, 1]];
  });
  gauge('ekspresi_source_up', '1 while frames arrive from the source.', () => {
    const { kind, state } = status().source;
    return [[{ source: kind }, Number(state.kind === 'running')]];
  });
  gauge('ekspresi_worker_up', '1 while the inference worker runs.', () => [
    [{}, Number(status().worker.state === 'running')],
  ]);
  counter('ekspresi_frames_captured_total', 'Frames that arrived from the source.', () => [
    [{}, status().frames.captured],
  ]);
  counter('ekspresi_frames_analysed_total', 'Frames that were analysed.', () => [
    [{}, status().frames.analysed],
  ]);
  counter('ekspresi_frames_dropped_total', 'Frames that a newer one overtook.', () => [
    [{}, status().frames.dropped],
  ]);
  counter('ekspresi_worker_restarts_total', 'Times that the worker was replaced.', () => [
    [{}, status().worker.restarts],
  ]);
  counter('ekspresi_bus_dropped_messages_total', 'Messages that came too fast for one.', () =>
    bus
      .counters()
      .flatMap(({ name, dropped }) =>
        Object.entries(dropped).map(
          ([kind, count]) => [{ subscriber: name, kind }, count] as const,
        ),
      ),
  );
  counter('ekspresi_bus_failures_total', 'Messages that a subscriber failed at.', () =>
    bus.counters().map(({ name, failed }) => [{ subscriber: name }, failed] as const),
  );
}

/** The history: `store` is its state as the kiosk has it, `database` the file and its rows. */
function declareDatabase(registry: Registry, deps: PublisherDeps): void {
  const gauge = gaugesOf(registry);
  const counter = countersOf(registry);
  const status = () => deps.status();
  gauge('ekspresi_store_up', '1 while the database takes rows.', () => [
    [{}, Number(status().store.state === 'ok')],
  ]);
  gauge('ekspresi_store_last_commit_timestamp_seconds', 'When rows were last committed.', () => {
    const { lastCommitAtMs } = status().store;
    return lastCommitAtMs === null ? [] : [[{}, lastCommitAtMs / 1000]];
  });
  gauge('ekspresi_database_size_bytes', 'Size of the database and its log.', () => {
    const storage = deps.storage();
    return storage === null ? [] : [[{}, storage.databaseBytes]];
  });
  gauge('ekspresi_disk_free_bytes', 'Free space of the disk that holds the database.', () => {
    const storage = deps.storage();
    return storage === null ? [] : [[{}, storage.diskFreeBytes]];
  });
  gauge('ekspresi_database_last_backup_timestamp_seconds', 'When the newest copy was made.', () => {
    const lastBackupAtMs = deps.storage()?.lastBackupAtMs ?? null;
    return lastBackupAtMs === null ? [] : [[{}, lastBackupAtMs / 1000]];
  });
  counter('ekspresi_store_observations_total', 'Observations that were committed.', () => [
    [{}, status().store.observations],
  ]);
  counter(
    'ekspresi_database_rows_written_total',
    'Rows of observations that were committed.',
    () => [[{}, status().store.observations]],
  );
  counter('ekspresi_database_rows_lost_total', 'Rows given up: they waited too long.', () => [
    [{}, status().store.lostObservations],
  ]);
  counter('ekspresi_database_errors_total', 'Commits that failed; each is tried again.', () => [
    [{}, status().store.failedCommits],
  ]);
}

/** The process, by the names that every exporter gives. */
function declareProcess(registry: Registry): void {
  const gauge = gaugesOf(registry);
  const counter = countersOf(registry);
  const startedAtS = Math.round(Date.now() / 1000 - process.uptime());
  gauge('process_start_time_seconds', 'When the process started, since the epoch.', () => [
    [{}, startedAtS],
  ]);
  gauge('process_resident_memory_bytes', 'Resident memory of the process.', () => [
    [{}, process.memoryUsage.rss()],
  ]);
  counter('process_cpu_seconds_total', 'CPU time of the process.', () => {
    const { user, system } = process.cpuUsage();
    return [[{}, (user + system) / 1e6]];
  });
}

type Labels = Readonly<Record<string, string>>;
type Read = () => readonly (readonly [labels: Labels, value: number])[];

function gaugesOf(registry: Registry) {
  return (name: string, help: string, read: Read): void => {
    const metric: Gauge = new Gauge({
      name,
      help,
      labelNames: LABEL_NAMES,
      registers: [registry],
      collect: () => {
        metric.reset();
        for (const [labels, value] of read()) metric.set(labels, value);
      },
    });
  };
}

function countersOf(registry: Registry) {
  return (name: string, help: string, read: Read): void => {
    const metric: Counter = new Counter({
      name,
      help,
      labelNames: LABEL_NAMES,
      registers: [registry],
      collect: () => {
        metric.reset();
        for (const [labels, value] of read()) metric.inc(labels, value);
      },
    });
  };
}

/** prom-client wants the names that may come; those that do not come are left out. */
const LABEL_NAMES = [
  'version',
  'node_version',
  'model',
  'engine',
  'source',
  'subscriber',
  'kind',
] as const;
