import type { StageTimes } from '../../core/face.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { RequestView } from '../view/request-view.js';
import { Tile } from '../view/tile.js';
import type { LiveState } from './live-state.js';

function droppedShare(frames: KioskStatus['frames']): number {
  const total = frames.analysed + frames.dropped;
  return total === 0 ? 0 : frames.dropped / total;
}

/** The strip of numbers about the kiosk itself. */
export function Figures({ state, view }: { state: LiveState; view: RequestView }) {
  const { status, analysis } = state;
  const { text, format } = view;
  const words = text.figures;
  const { stages } = status;
  const sourceKind = status.source.state.kind;
  const rate = (value: number) => `${format.number(value, 1)} ${text.units.perSecond}`;
  return (
    <dl class="figures card" aria-label={words.label}>
      <Tile
        name={words.camera}
        value={<span class={`state state-${sourceKind}`}>{text.sourceStates[sourceKind]}</span>}
        details={[status.source.name]}
      />
      <Tile
        name={words.speed}
        value={rate(status.frames.analysedPerSecond)}
        details={[words.speedDetail(rate(status.frames.capturedPerSecond))]}
      />
      <Tile
        name={words.latency}
        value={stages ? format.milliseconds(stages.p50.totalMs) : '–'}
        details={stages ? [words.latencyDetail(format.milliseconds(stages.p95.totalMs))] : []}
      />
      <Tile
        name={words.dropped}
        value={format.number(status.frames.dropped)}
        details={[words.droppedDetail(format.percent(droppedShare(status.frames)))]}
      />
      <Tile
        name={words.light}
        value={analysis ? words.lightLevels[analysis.lightLevel] : '–'}
        details={analysis ? [words.lightDetail(format.number(analysis.light))] : []}
      />
      <Tile
        name={words.stored}
        value={format.number(status.store.observations)}
        details={[words.storedDetail]}
      />
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
