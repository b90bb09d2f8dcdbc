import type { Child } from 'hono/jsx';
import type { StageTimes } from '../../core/face.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { RequestView } from '../view/request-view.js';
import type { LiveState } from './live-state.js';

function Figure({ name, detail, children }: { name: string; detail?: string; children?: Child }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>{children}</dd>
      {detail ? <dd class="figure-detail">{detail}</dd> : null}
    </div>
  );
}

function droppedShare(frames: KioskStatus['frames']): number {
  const total = frames.analysed + frames.dropped;
  return total === 0 ? 0 : frames.dropped / total;
}

/** The strip of numbers about the kiosk itself. */
export function Figures({ state, view }: { state: LiveState; view: RequestView }) {
  const { status, analysis } = state;
  const { text, format } = view;
  const words = text.figures;
  const sourceKind = status.source.state.kind;
  const rate = (value: number) => `${format.number(value, 1)} ${text.units.perSecond}`;
  return (
    <dl class="figures card" aria-label={words.label}>
      <Figure name={words.camera} detail={status.source.name}>
        <span class={`state state-${sourceKind}`}>{text.sourceStates[sourceKind]}</span>
      </Figure>
      <Figure name={words.speed} detail={words.speedDetail(rate(status.frames.capturedPerSecond))}>
        {rate(status.frames.analysedPerSecond)}
      </Figure>
      <Figure
        name={words.latency}
        {...(status.stages
          ? { detail: words.latencyDetail(format.milliseconds(status.stages.p95.totalMs)) }
          : {})}
      >
        {status.stages ? format.milliseconds(status.stages.p50.totalMs) : '–'}
      </Figure>
      <Figure
        name={words.dropped}
        detail={words.droppedDetail(format.percent(droppedShare(status.frames)))}
      >
        {format.number(status.frames.dropped)}
      </Figure>
      <Figure
        name={words.light}
        {...(analysis ? { detail: words.lightDetail(format.number(analysis.light)) } : {})}
      >
        {analysis ? words.lightLevels[analysis.lightLevel] : '–'}
      </Figure>
      <Figure name={words.stored} detail={words.storedDetail}>
        {format.number(status.store.observations)}
      </Figure>
    </dl>
  );
}

const stageKeys = ['detect', 'track', 'landmarks', 'classify', 'smooth'] as const;

/** Where the time of a frame goes: one bar, one legend. */
export function StageBar({ stages, view }: { stages: StageTimes; view: RequestView }) {
  const { text, format } = view;
  const times = stageKeys.map((key) => ({ key, ms: stages[`${key}Ms`] }));
  const sum = Math.max(
    0.001,
    times.reduce((total, { ms }) => total + ms, 0),
  );
  let offset = 0;
  return (
    <section class="stages card" aria-labelledby="stages-title">
      <h2 id="stages-title">{text.stages.title}</h2>
      <svg class="stage-bar" aria-hidden="true">
        {times.map(({ key, ms }) => {
          const x = offset;
          offset += (ms / sum) * 100;
          return (
            <rect
              class={`stage-${key}`}
              x={`${x.toFixed(1)}%`}
              width={`${((ms / sum) * 100).toFixed(1)}%`}
              height="100%"
            />
          );
        })}
      </svg>
      <ul class="legend">
        {times.map(({ key, ms }) => (
          <li>
            <span class={`swatch stage-${key}`} aria-hidden="true" />
            {text.stages[key]} <b>{format.milliseconds(ms)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
