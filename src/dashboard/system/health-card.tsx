import type { KioskStatus } from '../../core/kiosk-status.js';
import type { DatabaseInfo } from '../../store/store-queries.js';
import type { DashboardBackups, SystemInfo } from '../dashboard-deps.js';
import { localise } from '../i18n/localise.js';
import { Card } from '../view/card.js';
import { Icon } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';

type Level = 'good' | 'attention' | 'trouble';

/** One line of the health card: how it is, and what to do where it is not well. */
interface Finding {
  readonly name: string;
  readonly level: Level;
  readonly state: string;
  readonly remedy?: string | undefined;
}

export interface HealthData {
  readonly status: KioskStatus;
  readonly database: DatabaseInfo;
  readonly machine: SystemInfo | null;
  readonly backups: DashboardBackups | null;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;
const LOW_DISK_BYTES = 1e9;
const HOT_C = 75;
/** The program is younger than this; a clock before it was never set. */
const EARLIEST_CLOCK_MS = Date.UTC(2026, 0, 1);
/** Where the analysis drops more, the box is too slow for its pictures. */
const MANY_DROPPED = 0.5;

/** What is well and what is not, worst first, each with what to do. */
export function findings(data: HealthData, view: RequestView): readonly Finding[] {
  const all = [
    camera(data, view),
    analysis(data, view),
    history(data, view),
    ...(data.backups === null ? [] : [backup(data.backups, data.nowMs, view)]),
    disk(data, view),
    ...(data.machine?.temperatureC == null ? [] : [temperature(data.machine.temperatureC, view)]),
    clock(data, view),
  ];
  const order: readonly Level[] = ['trouble', 'attention', 'good'];
  return all.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function camera({ status, nowMs }: HealthData, view: RequestView): Finding {
  const { health, source } = view.text.system;
  const { state, name } = status.source;
  if (state.kind === 'degraded') {
    const { reason: message, remedy, failure } = state;
    const said = localise(view.language, { message, remedy, failure });
    const wait = view.format.duration(Math.max(0, state.retryAtMs - nowMs));
    return {
      name: source,
      level: 'trouble',
      state: `${said.message} · ${view.text.live.retry(view.text.units.in(wait))}`,
      remedy: said.remedy,
    };
  }
  const level = state.kind === 'running' ? 'good' : 'attention';
  const words = `${name} · ${view.text.sourceStates[state.kind]}`;
  return level === 'good'
    ? { name: source, level, state: words }
    : { name: source, level, state: words, remedy: health.notRunning };
}

function analysis({ status }: HealthData, view: RequestView): Finding {
  const { analysis: name, workerStates, health } = view.text.system;
  const { worker, frames } = status;
  const speed = `${view.format.number(frames.analysedPerSecond, 1)} ${view.text.units.perSecond}`;
  const state = `${workerStates[worker.state]} · ${speed}`;
  if (worker.state === 'failed' || worker.state === 'restarting') {
    const problem = { message: worker.detail ?? '', remedy: '', failure: worker.failure };
    const said = localise(view.language, problem);
    const remedy = [said.message, said.remedy].filter(Boolean).join(' ');
    return { name, level: 'trouble', state, remedy };
  }
  const isSlow = frames.analysedPerSecond < frames.capturedPerSecond * (1 - MANY_DROPPED);
  if (worker.state === 'running' && isSlow) {
    return { name, level: 'attention', state, remedy: health.slow };
  }
  return { name, level: worker.state === 'running' ? 'good' : 'attention', state };
}

function history({ status, database }: HealthData, view: RequestView): Finding {
  const { database: name, health } = view.text.system;
  const { store } = status;
  if (store.state === 'degraded') {
    const problem = { message: store.detail ?? '', remedy: '', failure: store.failure };
    const said = localise(view.language, problem);
    return { name, level: 'trouble', state: said.message, remedy: said.remedy };
  }
  return { name, level: 'good', state: health.written(view.format.bytes(database.sizeBytes)) };
}

function backup(backups: DashboardBackups, nowMs: number, view: RequestView): Finding {
  const { health } = view.text.system;
  const { title: name } = view.text.settings.backups;
  const newest = backups.list()[0];
  if (newest === undefined) {
    return { name, level: 'attention', state: health.noBackup, remedy: health.makeBackup };
  }
  const isOld = nowMs - newest.madeAtMs > 2 * DAY_MS;
  const state = health.newestBackup(view.format.dateTime(newest.madeAtMs));
  return isOld
    ? { name, level: 'attention', state, remedy: health.makeBackup }
    : { name, level: 'good', state };
}

function disk({ database }: HealthData, view: RequestView): Finding {
  const { free: name, health } = view.text.system;
  const state = view.format.bytes(database.diskFreeBytes);
  return database.diskFreeBytes < LOW_DISK_BYTES
    ? { name, level: 'attention', state, remedy: health.lowDisk }
    : { name, level: 'good', state };
}

function temperature(celsius: number, view: RequestView): Finding {
  const { temperature: name, health } = view.text.system;
  const state = `${view.format.number(celsius, 1)} °C`;
  return celsius >= HOT_C
    ? { name, level: 'attention', state, remedy: health.hot }
    : { name, level: 'good', state };
}

function clock({ nowMs }: HealthData, view: RequestView): Finding {
  const { health } = view.text.system;
  const state = `${view.format.dateTime(nowMs)} · ${view.timeZone}`;
  return nowMs < EARLIEST_CLOCK_MS
    ? { name: health.clock, level: 'trouble', state, remedy: health.setClock }
    : { name: health.clock, level: 'good', state };
}

/** What the operator looks for first. */
export function HealthCard({ data, view }: { data: HealthData; view: RequestView }) {
  const { health, version } = view.text.system;
  const found = findings(data, view);
  const isWell = found.every(({ level }) => level === 'good');
  return (
    <Card id="health" title={isWell ? health.well : health.notWell} wide>
      <ul class="health">
        {found.map(({ name, level, state, remedy }) => (
          <li class={`health-${level}`}>
            <Icon name={level === 'good' ? 'shield' : 'alert'} />
            <b>{name}</b>
            <span>
              {state}
              {remedy ? <strong class="remedy">{remedy}</strong> : null}
            </span>
          </li>
        ))}
      </ul>
      <p class="hint">
        {version} {data.status.version} · {health.updates}
      </p>
    </Card>
  );
}
