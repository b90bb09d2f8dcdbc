import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { EXPRESSIONS } from '../../core/expression.js';
import type { FrameAnalysis } from '../../core/face.js';
import type { PublisherDeps } from '../publisher.js';
import { declareStates } from './state-metrics.js';

/** Longer silence between two frames is not counted as time in view, as in the history. */
const MAX_GAP_MS = 1000;
/** Label of readings that count for no expression. */
const UNCLEAR = 'unclear';
const STAGE_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const DWELL_BUCKETS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800];

/**
 * Declares the metrics of the kiosk in `registry` and keeps them until `signal` aborts. Names
 * follow Prometheus: prefix `ekspresi_`, base units, `_total` for counters, `_info` for labels
 * alone.
 */
export function watchKiosk(registry: Registry, deps: PublisherDeps, signal: AbortSignal): void {
  declareStates(registry, deps);
  const faces = faceMetrics(registry);
  const registers = [registry];
  const visits = new Histogram({
    name: 'ekspresi_visit_dwell_seconds',
    help: 'Dwell time of the visits that ended.',
    buckets: DWELL_BUCKETS_S,
    registers,
  });
  const watchers = new Counter({
    name: 'ekspresi_watchers_total',
    help: 'Visits that ended and had looked at the screen for attention.watcherMs.',
    registers,
  });
  const events = new Counter({
    name: 'ekspresi_events_total',
    help: 'Lines of the list of events.',
    labelNames: ['kind', 'level'],
    registers,
  });
  deps.bus.consume({
    name: 'metrics',
    signal,
    on: {
      visitEnded: async ({ dwellMs, watcher }) => {
        visits.observe(dwellMs / 1000);
        if (watcher) watchers.inc();
      },
      event: async ({ kind, level }) => events.inc({ kind, level }),
    },
  });
  // Additions only: cheaper than a queue, and no frame is missed.
  deps.bus.subscribe({
    name: 'metrics of frames',
    signal,
    on: {
      analysis: (analysis) => faces.add(analysis),
      sourceChanged: ({ kind }) => {
        if (kind !== 'running') faces.clear();
      },
    },
  });
}

/** What one analysed frame adds. */
function faceMetrics(registry: Registry) {
  const registers = [registry];
  const inView = new Gauge({
    name: 'ekspresi_faces_in_view',
    help: 'Faces in the newest analysed frame.',
    registers,
  });
  const brightness = new Gauge({
    name: 'ekspresi_picture_brightness_ratio',
    help: 'Mean gray of the newest analysed frame, 0 black to 1 white.',
    registers,
  });
  const expressionTime = new Counter({
    name: 'ekspresi_expression_seconds_total',
    help: 'Face-seconds in which each expression was shown, or none clearly.',
    labelNames: ['expression'],
    registers,
  });
  const attentionTime = new Counter({
    name: 'ekspresi_attention_seconds_total',
    help: 'Face-seconds of heads turned to the screen; orientation of the head, not gaze.',
    registers,
  });
  const stages = new Histogram({
    name: 'ekspresi_stage_duration_seconds',
    help: 'Time that each stage of the analysis of a frame took.',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS_S,
    registers,
  });
  for (const expression of [...EXPRESSIONS, UNCLEAR]) expressionTime.inc({ expression }, 0);
  let lastMs: number | null = null;
  return {
    add(analysis: FrameAnalysis): void {
      const gapMs = lastMs === null ? 0 : Math.min(analysis.monotonicMs - lastMs, MAX_GAP_MS);
      lastMs = analysis.monotonicMs;
      inView.set(analysis.faces.length);
      brightness.set(analysis.light / 255);
      for (const { expression, clear, looking } of analysis.faces) {
        const shown = clear ? expression : UNCLEAR;
        const seconds = Math.max(gapMs, 0) / 1000;
        expressionTime.inc({ expression: shown }, seconds);
        if (looking) attentionTime.inc(seconds);
      }
      for (const [name, ms] of Object.entries(analysis.stages)) {
        stages.observe({ stage: name.replace(/Ms$/, '') }, ms / 1000);
      }
    },
    /** Nobody is in view of a camera that gives no pictures. */
    clear(): void {
      inView.set(0);
      lastMs = null;
    },
  };
}
