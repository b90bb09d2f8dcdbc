import { joinDetections } from './association.js';
import type { Detection } from './detections.js';
import { cleanDetections } from './detections.js';
import { usefulEmbeddings } from './embedding-demand.js';
import { assignCheapest } from './hungarian.js';
import {
  correctIdSwitches,
  correctIdSwitchWithNewcomer,
  markCrowded,
} from './id-switch-correction.js';
import { motionBox } from './kalman-box.js';
import { type LiveTrack, predictTrack, publishTrack, startTrack, takeOver } from './live-track.js';
import { continuesAfterCut, reidentificationCost } from './reidentification.js';
import type { PredictedTrack, Track, TrackerUpdate } from './track-types.js';
import { DEFAULT_TRACKER_SETTINGS, type TrackerSettings } from './tracker-settings.js';

/** At low frame rates a face may miss this many frames, up to a limit, before it counts as gone. */
const KEPT_INTERVALS = 2.5;
const LONGEST_KEEP_MS = 5000;

/**
 * Follows faces from frame to frame. Each face is a constant-velocity Kalman filter; detections are
 * joined to faces by the cheapest assignment, first to confirmed faces, then to tentative ones.
 * What is left starts a tentative track, which becomes a face (or again the face that it was) after
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
    return this.#active(nowMs).map((track) => ({
      key: track.key,
      trackId: track.trackId,
      box: motionBox(predictTrack(track, nowMs, this.#settings.motion)),
      confirmed: track.trackId !== null,
    }));
  }

  /** Indices of the detections whose embedding would help the coming `update`, the best first. */
  embeddingsWanted(detections: readonly Detection[], timeMs: number): readonly number[] {
    const nowMs = this.#moment(timeMs);
    return usefulEmbeddings(this.#active(nowMs), detections, nowMs, this.#settings);
  }

  /** Takes the detections of one frame. A time before the last one counts as the last one. */
  update(detections: readonly Detection[], timeMs: number): TrackerUpdate {
    const nowMs = this.#moment(timeMs);
    const beforeMs = this.#nowMs ?? nowMs;
    if (this.#nowMs !== null) this.#interval.add(nowMs - beforeMs);
    this.#nowMs = nowMs;
    const ended: LiveTrack[] = [];
    this.#advance(nowMs, beforeMs, ended);

    const found = cleanDetections(detections, this.#settings.maxTracks);
    const active = this.#active(nowMs);
    const faces = active.filter((track) => track.trackId !== null);
    const tentative = active.filter((track) => track.trackId === null);
    const unclaimed = joinDetections(faces, found, nowMs, this.#settings);
    const fresh = joinDetections(tentative, unclaimed, nowMs, this.#settings);
    correctIdSwitches(active, nowMs);
    this.#countMisses(ended);
    this.#start(fresh, nowMs, ended);
    this.#confirm(nowMs, ended);

    return { tracks: this.#active(nowMs).map(publishTrack), dropped: ended.map(publishTrack) };
  }

  /** Ends every track, as if all had left; numbers go on. Returns those that were followed. */
  endAll(): readonly Track[] {
    return this.#end(() => true);
  }

  /** Ends the tracks with these keys. */
  end(keys: readonly number[]): void {
    this.#end((track) => keys.includes(track.key));
  }

  /**
   * Ends, after a cut, every track that no detection of the new scene continues: one at its place
   * that looks like it. Dormant tracks end too, so that nobody is taken for somebody of the last
   * scene.
   */
  endOthers(detections: readonly Detection[]): readonly Track[] {
    return this.#end(
      (track) => !detections.some((detection) => continuesAfterCut(track, detection)),
    );
  }

  #end(condition: (track: LiveTrack) => boolean): readonly Track[] {
    const ended: LiveTrack[] = [];
    this.#remove(condition, ended);
    for (const gone of ended) for (const track of this.#tracks) track.occludedWith.delete(gone.key);
    return ended.map(publishTrack);
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

  /** Dormant faces are no longer shown or matched, only remembered for re-identification. */
  #isDormant(track: LiveTrack, nowMs: number): boolean {
    return track.trackId !== null && nowMs - track.lastSeenMs > this.#keepMs();
  }

  #active(nowMs: number): LiveTrack[] {
    return this.#tracks.filter((track) => !this.#isDormant(track, nowMs));
  }

  /**
   * Predicts every track to `nowMs` and ends those gone for too long; a new one that was seen in
   * the frame before, at `beforeMs`, is not gone however long ago that was.
   */
  #advance(nowMs: number, beforeMs: number, ended: LiveTrack[]): void {
    const keepMs = this.#keepMs();
    const memoryMs = Math.max(keepMs, this.#settings.reidentifyMs);
    const kept: LiveTrack[] = [];
    for (const track of this.#tracks) {
      track.detection = null;
      if (!this.#isDormant(track, nowMs))
        track.motion = predictTrack(track, nowMs, this.#settings.motion);
      const limitMs = track.trackId === null ? Math.max(keepMs, nowMs - beforeMs) : memoryMs;
      (nowMs - track.lastSeenMs > limitMs ? ended : kept).push(track);
    }
    this.#tracks = kept;
    for (const gone of ended) for (const track of kept) track.occludedWith.delete(gone.key);
    markCrowded(this.#active(nowMs));
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
      lost.map((old) => reidentificationCost(newcomer, old, this.#settings.reidentification)),
    );
    const assigned = assignCheapest(cost, ready.length, lost.length);
    const absorbed = new Set<LiveTrack>();
    for (const [row, newcomer] of ready.entries()) {
      const old = lost[assigned[row] ?? -1];
      if (old === undefined) {
        correctIdSwitchWithNewcomer(newcomer, this.#tracks);
        newcomer.trackId = this.#nextTrackId++;
        newcomer.misses = 0;
      } else {
        takeOver(old, newcomer);
        absorbed.add(newcomer);
      }
    }
    this.#remove((track) => absorbed.has(track), ended);
  }

  /**
   * Starts tentative tracks, left to right; where there is no room the longest lost face makes it.
   */
  #start(fresh: readonly Detection[], nowMs: number, ended: LiveTrack[]): void {
    for (const detection of [...fresh].sort((a, b) => a.box.x - b.box.x)) {
      if (this.#tracks.length >= this.#settings.maxTracks) {
        const dormant = this.#tracks.filter((track) => this.#isDormant(track, nowMs));
        const longest = dormant.sort((a, b) => a.lastSeenMs - b.lastSeenMs)[0];
        if (longest === undefined) return;
        this.#remove((track) => track === longest, ended);
      }
      this.#tracks.push(startTrack(this.#nextKey++, detection, nowMs, this.#settings.motion));
    }
  }

  #remove(condition: (track: LiveTrack) => boolean, ended: LiveTrack[]): void {
    const kept: LiveTrack[] = [];
    for (const track of this.#tracks) (condition(track) ? ended : kept).push(track);
    this.#tracks = kept;
  }
}

const REMEMBERED = 5;

/** Usual time between frames: the median of the newest few, so that one pause does not count. */
class FrameInterval {
  readonly #intervalsMs: number[] = [];

  add(intervalMs: number): void {
    this.#intervalsMs.push(intervalMs);
    if (this.#intervalsMs.length > REMEMBERED) this.#intervalsMs.shift();
  }

  /** 0 before the second frame. */
  usualMs(): number {
    const sorted = [...this.#intervalsMs].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }
}
