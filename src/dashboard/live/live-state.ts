import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { Problem } from '../i18n/localise.js';

/** Most faces drawn at once; the others are counted. */
const SHOWN_FACES = 12;

export type Scene =
  | { readonly kind: 'starting' | 'paused' | 'ended' | 'stopped' | 'nobody' | 'dark' }
  | {
      readonly kind: 'closed';
      readonly opensAtMs: number | null;
      readonly timeZone: string;
    }
  | {
      readonly kind: 'degraded';
      readonly problem: Problem;
      readonly retryInMs: number;
    }
  | { readonly kind: 'turned'; readonly degrees: number }
  | {
      readonly kind: 'faces';
      readonly faces: readonly FaceObservation[];
      readonly hidden: number;
    };

/** What the live page says, decided once for all of its parts. */
export interface LiveState {
  readonly scene: Scene;
  readonly analysis: FrameAnalysis | null;
  readonly status: KioskStatus;
  readonly nowMs: number;
}

function sceneOf(analysis: FrameAnalysis | null, status: KioskStatus, nowMs: number): Scene {
  const { state } = status.source;
  if (state.kind === 'degraded') {
    return {
      kind: 'degraded',
      problem: { message: state.reason, remedy: state.remedy, failure: state.failure },
      retryInMs: Math.max(0, state.retryAtMs - nowMs),
    };
  }
  if (state.kind === 'closed') {
    return { kind: 'closed', opensAtMs: state.opensAtMs, timeZone: state.timeZone };
  }
  if (state.kind === 'paused') return { kind: state.kind };
  if (state.kind === 'ended' || state.kind === 'stopped') return { kind: state.kind };
  if (!analysis) return { kind: 'starting' };
  // What is read of faces upside down is wrong.
  const { suggestedRotation: degrees } = status;
  if (degrees !== undefined) return { kind: 'turned', degrees };
  const faces = [...analysis.faces].sort((a, b) => a.trackId - b.trackId);
  if (faces.length > 0) {
    return {
      kind: 'faces',
      faces: faces.slice(0, SHOWN_FACES),
      hidden: Math.max(0, faces.length - SHOWN_FACES),
    };
  }
  return { kind: analysis.lightLevel === 'dark' ? 'dark' : 'nobody' };
}

export function liveState(
  analysis: FrameAnalysis | null,
  status: KioskStatus,
  nowMs: number,
): LiveState {
  return { scene: sceneOf(analysis, status, nowMs), analysis, status, nowMs };
}
