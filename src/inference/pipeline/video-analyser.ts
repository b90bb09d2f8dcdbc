import type { Box } from '../../core/box.js';
import type { EndedFace, FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { isMasked } from '../../core/mask.js';
import { createEmbeddingExtractor, type EmbeddingExtractor } from '../appearance/embedding.js';
import { DetectionScheduler, type FrameDetections } from '../detection/detection-scheduler.js';
import { TurnedPicture } from '../detection/turned-picture.js';
import type { LiveSettings } from '../inference-settings.js';
import { lightLevelOf, meanGray } from '../low-light/light-level.js';
import { LowLightEnhancer } from '../low-light/low-light-enhancer.js';
import type { Detection } from '../tracking/detections.js';
import { FaceTracker } from '../tracking/face-tracker.js';
import type { Track } from '../tracking/track-types.js';
import { type EmbeddedDetections, embedDetections } from './embed-detections.js';
import { ExpressionStage } from './expression-stage.js';
import { createFaceState, type FaceState, type TrackedFace } from './face-state.js';
import { type LandmarkResult, landmarkResult } from './landmark-result.js';
import { duplicateTracks, LandmarkStage, type Sightings } from './landmark-stage.js';
import type { PipelineParts } from './pipeline-parts.js';
import { Stopwatch } from './stopwatch.js';

/** A face that was not seen for longer than this is not reported, though still followed. */
const REPORT_UNSEEN_MS = 300;
/** Embeddings a frame at most: each costs as much as several classifications. */
const EMBEDDINGS_A_FRAME = 1;
/** The same in a frame that shows another scene. */
const EMBEDDINGS_AFTER_CUT = 16;

/** Follows the faces of one video over its frames and keeps the state of each. */
export class VideoAnalyser {
  readonly #parts: PipelineParts;
  readonly #enhancer = new LowLightEnhancer();
  readonly #scheduler: DetectionScheduler;
  readonly #tracker: FaceTracker;
  readonly #extractor: EmbeddingExtractor = createEmbeddingExtractor();
  readonly #landmarks: LandmarkStage;
  readonly #expressions: ExpressionStage;
  readonly #turned: TurnedPicture | null;
  readonly #states = new Map<number, FaceState>();
  #live: LiveSettings;
  #size = '';

  constructor(parts: PipelineParts) {
    const { settings, detector, landmarker, clock } = parts;
    this.#parts = parts;
    this.#scheduler = new DetectionScheduler(detector, landmarker, settings, clock);
    this.#tracker = new FaceTracker({ maxTracks: settings.maxFaces * 2, ...settings.tracker });
    this.#landmarks = new LandmarkStage(parts);
    this.#expressions = new ExpressionStage(parts);
    this.#turned = landmarker && new TurnedPicture(detector, landmarker);
    this.#live = settings;
  }

  /** Holds from the next frame on; a face that is in a mask then ends like one that left. */
  change(settings: LiveSettings): void {
    this.#live = settings;
    for (const state of this.#states.values()) state.looking.setSettings(settings.looking);
  }

  /** One frame, from top to bottom: enhance → detect → track → landmarks → classify → smooth. */
  async analyse(frame: GrayFrame): Promise<FrameAnalysis> {
    const stages = new Stopwatch(this.#parts.clock);
    const timeMs = frame.monotonicMs;
    const light = meanGray(frame);
    const seen = this.#enhancer.enhance(frame, light);
    const isCut = this.#scheduler.observe(seen) === 'cut';
    const ended = [...this.#endOtherSize(frame)];

    // Followed faces are found by their landmarks; in another scene nobody is expected.
    const expected = isCut ? [] : this.#unmasked(this.#tracker.predict(timeMs), frame);
    const sightings = await this.#landmarks.follow(seen, expected, this.#states);
    stages.lap('landmarksMs');

    const held = new Map([...sightings].map(([key, { detection }]) => [key, detection]));
    const { isDark } = this.#enhancer;
    const detected = await this.#scheduler.detect(seen, expected, held, isDark);
    stages.lap('detectMs');

    const found = this.#unmasked(detected.detections, frame);
    const embedded = await this.#embed(seen, found, knownLandmarks(sightings, detected), isCut);
    if (isCut) ended.push(...this.#tracker.endOthers(embedded.detections));
    const { tracks, dropped } = this.#tracker.update(embedded.detections, timeMs);
    ended.push(...dropped, ...this.#endDuplicates(tracks, embedded));
    const faces = this.#reported(this.#unmasked(tracks, frame), timeMs);
    stages.lap('trackMs');

    if (faces.length > 0) {
      await this.#landmarks.update(seen, faces, embedded.landmarks, sightings);
      stages.lap('landmarksMs');
      const classifications = await this.#expressions.classify(seen, faces, frame);
      stages.lap('classifyMs');
      this.#expressions.smooth(classifications, timeMs);
    }
    if (await this.#lookTurned(seen, timeMs)) stages.lap('detectMs');
    const analysis = {
      generation: 0,
      sequence: frame.sequence,
      capturedAtMs: frame.capturedAtMs,
      monotonicMs: timeMs,
      mediaTimeS: frame.mediaTimeS,
      width: frame.width,
      height: frame.height,
      light,
      lightLevel: lightLevelOf(light),
      faces: faces.flatMap((face) => this.#observation(face, timeMs)),
      ended: this.#forget(ended, frame.capturedAtMs - timeMs),
      turned: this.#turned?.degrees ?? undefined,
    };
    stages.lap('smoothMs');
    return { ...analysis, stages: stages.times() };
  }

  /** The camera may hang upside down: whether this frame was searched for that. */
  async #lookTurned(frame: GrayFrame, timeMs: number): Promise<boolean> {
    const sinceMs = this.#turned?.dueSinceMs(timeMs) ?? null;
    if (sinceMs === null || !this.#scheduler.hasMoved(frame, sinceMs)) return false;
    await this.#turned?.look(frame, timeMs);
    return true;
  }

  /** Places in pictures of another size mean nothing: tracks end there. */
  #endOtherSize({ width, height }: GrayFrame): readonly Track[] {
    const size = `${width}x${height}`;
    const isOther = this.#size !== '' && this.#size !== size;
    this.#size = size;
    return isOther ? this.#tracker.endAll() : [];
  }

  /**
   * What is in no mask; tracks as well, since a face that is predicted unseen may drift into one.
   */
  #unmasked<Place extends { readonly box: Box }>(
    places: readonly Place[],
    frame: GrayFrame,
  ): readonly Place[] {
    if (this.#live.masks.length === 0) return places;
    return places.filter(({ box }) => !isMasked(box, this.#live.masks, frame));
  }

  /** Embeds the detections whose identity is in doubt; after a cut that is everybody's. */
  #embed(
    frame: GrayFrame,
    found: readonly Detection[],
    known: ReadonlyMap<Detection, LandmarkResult>,
    isCut: boolean,
  ): Promise<EmbeddedDetections> {
    const wanted = isCut
      ? [...found.keys()].slice(0, EMBEDDINGS_AFTER_CUT)
      : this.#tracker.embeddingsWanted(found, frame.monotonicMs).slice(0, EMBEDDINGS_A_FRAME);
    const { landmarker } = this.#parts;
    return embedDetections(frame, found, wanted, known, landmarker, this.#extractor);
  }

  /**
   * Keeps the landmarks of new tracks, so that these can be followed by them, and ends those that
   * lie on a face that has a track already.
   */
  #endDuplicates(tracks: readonly Track[], { landmarks }: EmbeddedDetections): readonly Track[] {
    for (const { key, trackId, detection } of tracks) {
      if (trackId !== null || detection === null) continue;
      const result = landmarks.get(detection);
      if (result !== undefined) this.#stateOf(key).landmarkResult = result;
    }
    const duplicates = duplicateTracks(tracks, this.#states);
    this.#tracker.end(duplicates.map(({ key }) => key));
    return duplicates;
  }

  #reported(tracks: readonly Track[], timeMs: number): TrackedFace[] {
    return tracks
      .filter((track) => track.trackId !== null && timeMs - track.lastSeenMs <= REPORT_UNSEEN_MS)
      .slice(0, this.#parts.settings.maxFaces)
      .map((track) => ({ track, state: this.#stateOf(track.key), blink: false, fresh: false }));
  }

  #stateOf(key: number): FaceState {
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const { settings, classifier } = this.#parts;
    const state = createFaceState(
      { ...settings, looking: this.#live.looking },
      classifier.output.clearThreshold,
    );
    this.#states.set(key, state);
    return state;
  }

  /** One observation, or none for a face that was never classified (confirmed while unseen). */
  #observation({ track, state, blink, fresh }: TrackedFace, timeMs: number): FaceObservation[] {
    if (state.expressionResult === null || track.trackId === null) return [];
    const { landmarks, ear, eyes } = state.landmarkResult;
    return [
      {
        trackId: this.#publicId(track.trackId),
        box: track.box,
        ...state.expressionResult,
        ...state.head,
        ...{ ear, eyes, blink, landmarks },
        quality: state.quality,
        light: state.light,
        ageMs: timeMs - track.firstSeenMs,
        fresh,
        blinkCount: state.blinkCount,
      },
    ];
  }

  /** Forgets ended tracks; those that were faces are reported, times in UTC milliseconds. */
  #forget(ended: readonly Track[], epochOffsetMs: number): EndedFace[] {
    const faces: EndedFace[] = [];
    for (const track of ended) {
      const blinkCount = this.#states.get(track.key)?.blinkCount ?? null;
      this.#states.delete(track.key);
      this.#expressions.forget(track.key);
      this.#landmarks.forget(track.key);
      if (track.trackId === null) continue;
      faces.push({
        trackId: this.#publicId(track.trackId),
        firstSeenMs: track.firstSeenMs + epochOffsetMs,
        lastSeenMs: track.lastSeenMs + epochOffsetMs,
        blinkCount,
      });
    }
    return faces;
  }

  #publicId(trackId: number): number {
    return this.#parts.settings.firstTrackId - 1 + trackId;
  }
}

/** Landmarks of this frame's detections: of followed faces, and of new ones that were verified. */
function knownLandmarks(
  sightings: Sightings,
  { landmarks }: FrameDetections,
): ReadonlyMap<Detection, LandmarkResult> {
  const known = new Map(
    [...sightings.values()].map(({ detection, result }) => [detection, result]),
  );
  for (const [detection, found] of landmarks) known.set(detection, landmarkResult(found));
  return known;
}
