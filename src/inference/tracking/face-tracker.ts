import { intersectionOverUnion } from '../../core/box.js';
import { associationCost } from './association-cost.js';
import {
  type BoxMotion,
  type MotionNoise,
  motionBox,
  predictMotion,
  startMotion,
} from './box-motion.js';
import { cleanDetections } from './clean-detections.js';
import { continueTrack, takeOver } from './continue-track.js';
import { FrameInterval } from './frame-interval.js';
import { assignCheapest } from './hungarian.js';
import { type LiveTrack, publishTrack } from './live-track.js';
import { relinkCost } from './relink-cost.js';
import type { Detection, PredictedTrack, Track, TrackerUpdate } from './track-types.js';
import { DEFAULT_TRACKER_SETTINGS, type TrackerSettings } from './tracker-settings.js';

/** Overlap of two predicted faces from which one may hide the other. */
const CROWDED_IOU = 0.1;
const DESCRIPTOR_REFRESH_MS = 1000;
/** At low frame rates a face may miss this many frames, up to a limit, before it counts as gone. */
const KEPT_INTERVALS = 2.5;
const LONGEST_KEEP_MS = 5000;

/**
 * Follows faces from frame to frame. Each face is a constant-velocity Kalman filter; detections are
 * joined to faces by the cheapest assignment, first to confirmed faces, then to tentative ones. What
 * is left starts a tentative track, which becomes a face (or again the face that it was) after
 * `confirmHits` detections.
 */
export class FaceTracker {
  readonly #settings: TrackerSettings;
  #tracks: LiveTrack[] = [];
  readonly #interval = new FrameInterval();
  #nowMs: number | null = null;
  #nextKey = 1;
  #nextTrackId = 1;

  constructor(settings: Partial<TrackerSettings> = {}) {
    this.#settings = { ...DEFAULT_TRACKER_SETTINGS, ...settings };
  }

  /** Where the followed faces are expected at `timeMs`; changes nothing. */
  predict(timeMs: number): readonly PredictedTrack[] {
    const nowMs = this.#moment(timeMs);
    return this.#tracks
      .filter((track) => !this.#isDormant(track, nowMs))
      .map((track) => ({
        key: track.key,
        trackId: track.trackId,
        box: motionBox(predictTrack(track, nowMs, this.#settings.motion)),
        confirmed: track.trackId !== null,
      }));
  }

  /**
   * Indices of the detections whose descriptor would help the coming `update`, the most useful
   * first: those that several tracks could claim, those of nobody or of tentative tracks, and those
   * of faces whose appearance is unknown or older than a second.
   */
  descriptorsWanted(detections: readonly Detection[], timeMs: number): readonly number[] {
    const nowMs = this.#moment(timeMs);
    const { motion, association } = this.#settings;
    const active = this.#tracks
      .filter((track) => !this.#isDormant(track, nowMs))
      .map((track) => ({ track, motion: predictTrack(track, nowMs, motion) }));
    return detections
      .map((detection, index) => {
        const claims = active
          .filter((candidate) =>
            Number.isFinite(
              associationCost(candidate.motion, null, detection, motion, association),
            ),
          )
          .map(({ track }) => track);
        return { index, use: descriptorUse(claims, nowMs) };
      })
      .filter(({ use }) => use > 0)
      .sort((a, b) => b.use - a.use)
      .map(({ index }) => index);
  }

  /** Takes the detections of one frame. A time before the last one counts as the last one. */
  update(detections: readonly Detection[], timeMs: number): TrackerUpdate {
    const nowMs = this.#moment(timeMs);
    if (this.#nowMs !== null) this.#interval.add(nowMs - this.#nowMs);
    this.#nowMs = nowMs;
    const ended: LiveTrack[] = [];
    this.#advance(nowMs, ended);

    const open = [...cleanDetections(detections, this.#settings.maxTracks)];
    this.#join(
      this.#tracks.filter((t) => t.trackId !== null && !this.#isDormant(t, nowMs)),
      open,
      nowMs,
    );
    this.#join(
      this.#tracks.filter((t) => t.trackId === null),
      open,
      nowMs,
    );
    this.#countMisses(ended);
    this.#confirm(nowMs, ended);
    this.#start(open, nowMs);

    const publish = (track: LiveTrack): Track => publishTrack(track, nowMs, this.#keepMs());
    return {
      tracks: this.#tracks.filter((track) => !this.#isDormant(track, nowMs)).map(publish),
      ended: ended.map(publish),
    };
  }

  /** Time never goes back and is always a number. */
  #moment(timeMs: number): number {
    const last = this.#nowMs ?? (Number.isFinite(timeMs) ? timeMs : 0);
    return timeMs > last && Number.isFinite(timeMs) ? timeMs : last;
  }

  /** How long a face is carried on unseen. */
  #keepMs(): number {
    const slowMs = KEPT_INTERVALS * this.#interval.usualMs();
    return Math.max(this.#settings.keepLostMs, Math.min(LONGEST_KEEP_MS, slowMs));
  }

  /** Dormant faces are no longer shown or matched, only remembered for a re-link. */
  #isDormant(track: LiveTrack, nowMs: number): boolean {
    return track.trackId !== null && nowMs - track.lastSeenMs > this.#keepMs();
  }

  /** Predicts every track to `nowMs` and lets go of those gone for too long. */
  #advance(nowMs: number, ended: LiveTrack[]): void {
    const keepMs = this.#keepMs();
    const memoryMs = Math.max(keepMs, this.#settings.relinkMs);
    const kept: LiveTrack[] = [];
    for (const track of this.#tracks) {
      track.detection = null;
      if (!this.#isDormant(track, nowMs))
        track.motion = predictTrack(track, nowMs, this.#settings.motion);
      const limitMs = track.trackId === null ? keepMs : memoryMs;
      (nowMs - track.lastSeenMs > limitMs ? ended : kept).push(track);
    }
    this.#tracks = kept;
    const active = kept.filter((track) => !this.#isDormant(track, nowMs));
    const boxes = active.map((track) => motionBox(track.motion));
    for (const [i, track] of active.entries()) {
      track.crowded = boxes.some(
        (box, j) => j !== i && intersectionOverUnion(box, boxes[i]!) > CROWDED_IOU,
      );
      track.hidden ||= track.crowded;
    }
  }

  /** Joins detections to tracks and takes those joined out of `open`. */
  #join(tracks: readonly LiveTrack[], open: Detection[], nowMs: number): void {
    const cost = tracks.flatMap((track) =>
      open.map((detection) =>
        associationCost(
          track.motion,
          track.appearance,
          detection,
          this.#settings.motion,
          this.#settings.association,
        ),
      ),
    );
    const assigned = assignCheapest(cost, tracks.length, open.length);
    const taken = new Set<Detection>();
    for (const [row, column] of assigned.entries()) {
      if (column < 0) continue;
      const detection = open[column]!;
      continueTrack(tracks[row]!, detection, nowMs, this.#settings.motion);
      taken.add(detection);
    }
    const left = open.filter((detection) => !taken.has(detection));
    open.splice(0, open.length, ...left);
  }

  #countMisses(ended: LiveTrack[]): void {
    for (const track of this.#tracks) {
      if (track.detection === null) track.misses++;
      else if (track.trackId !== null) track.misses = 0;
    }
    this.#remove(
      (track) => track.trackId === null && track.misses > this.#settings.tentativeMisses,
      ended,
    );
  }

  /** Turns tentative tracks with enough hits into faces: the one they were, or a new one. */
  #confirm(nowMs: number, ended: LiveTrack[]): void {
    const ready = this.#tracks.filter(
      (track) =>
        track.trackId === null &&
        track.detection !== null &&
        track.hits >= this.#settings.confirmHits &&
        nowMs - track.firstSeenMs >= this.#settings.confirmMs,
    );
    if (ready.length === 0) return;
    const lost = this.#tracks.filter((track) => track.trackId !== null && track.detection === null);
    const cost = ready.flatMap((newcomer) =>
      lost.map((old) => relinkCost(newcomer, old, this.#settings.relink)),
    );
    const assigned = assignCheapest(cost, ready.length, lost.length);
    const absorbed = new Set<LiveTrack>();
    for (const [row, newcomer] of ready.entries()) {
      const old = lost[assigned[row] ?? -1];
      if (old === undefined) {
        newcomer.trackId = this.#nextTrackId++;
        newcomer.misses = 0;
      } else {
        takeOver(old, newcomer);
        absorbed.add(newcomer);
      }
    }
    this.#remove((track) => absorbed.has(track), ended);
  }

  /** Starts tentative tracks, left to right, while there is room. */
  #start(open: readonly Detection[], nowMs: number): void {
    for (const detection of [...open].sort((a, b) => a.box.x - b.box.x)) {
      if (this.#tracks.length >= this.#settings.maxTracks) return;
      const motion = startMotion(detection.box, nowMs, this.#settings.motion);
      this.#tracks.push({
        key: this.#nextKey++,
        firstSeenMs: nowMs,
        trackId: null,
        lastSeenMs: nowMs,
        motion,
        motionWhenSeen: motion,
        hits: 1,
        misses: 0,
        crowded: false,
        hidden: false,
        appearance: detection.descriptor ?? null,
        appearanceAtMs: nowMs,
        selfSimilarity: null,
        drift: { x: 0, y: 0 },
        detection,
      });
    }
  }

  #remove(condition: (track: LiveTrack) => boolean, ended: LiveTrack[]): void {
    const kept: LiveTrack[] = [];
    for (const track of this.#tracks) (condition(track) ? ended : kept).push(track);
    this.#tracks = kept;
  }
}

/** How much a detection's descriptor would tell, 0…3, given the tracks that could claim it. */
function descriptorUse(claims: readonly LiveTrack[], nowMs: number): number {
  const [track] = claims;
  if (claims.length > 1) return 3;
  if (track === undefined || track.trackId === null) return 2;
  const fresh = track.appearance !== null && nowMs - track.appearanceAtMs < DESCRIPTOR_REFRESH_MS;
  return fresh ? 0 : 1;
}

function predictTrack(track: LiveTrack, nowMs: number, noise: MotionNoise): BoxMotion {
  const alone = track.detection === null && track.misses > 0 && !track.crowded;
  return predictMotion(
    track.motion,
    nowMs,
    noise,
    alone ? noise.aloneVelocityMemoryS : noise.velocityMemoryS,
  );
}
