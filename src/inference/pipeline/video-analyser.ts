import type { Box } from '../../core/box.js';
import type { EndedFace, FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { isMasked, type Mask } from '../../core/mask.js';
import { createEmbeddingExtractor, type EmbeddingExtractor } from '../appearance/embedding.js';
import { lightLevelOf, meanGray } from '../low-light/light-level.js';
import { LowLightEnhancer } from '../low-light/low-light-enhancer.js';
import { isSameFace } from '../tracking/detections.js';
import { FaceTracker } from '../tracking/face-tracker.js';
import type { Detection, PredictedTrack, Track } from '../tracking/track-types.js';
import { type EmbeddedDetections, embedDetections } from './embed-detections.js';
import { ExpressionStage } from './expression-stage.js';
import {
  createFaceState,
  type FaceState,
  type LandmarkResult,
  NO_LANDMARKS,
  type TrackedFace,
  takeTurns,
} from './face-state.js';
import { detectLandmarks, type LandmarkSighting, trackByLandmarks } from './landmark-stage.js';
import type { PipelineParts } from './pipeline-parts.js';
import { RateLimiter } from './rate-limiter.js';
import { Stopwatch } from './stopwatch.js';

/** A face that was not seen for longer than this is not reported, though still followed. */
const REPORT_UNSEEN_MS = 300;
/** Faces whose looks are taken in one frame at most: each costs as much as several classifications. */
const LOOKS_A_FRAME = 1;

type Sightings = ReadonlyMap<number, LandmarkSighting>;

/** Follows faces over the frames of one source and keeps what is known of each. */
export class VideoAnalyser {
  readonly #parts: PipelineParts;
  readonly #tracker: FaceTracker;
  readonly #night = new LowLightEnhancer();
  readonly #looks: EmbeddingExtractor;
  readonly #memories = new Map<number, FaceState>();
  readonly #expressions: ExpressionStage;
  readonly #landmarkTurns: RateLimiter;
  readonly #firstTrackId: number;
  #masks: readonly Mask[];
  #size = '';

  constructor(parts: PipelineParts) {
    const { settings } = parts;
    this.#parts = parts;
    this.#tracker = new FaceTracker({ maxTracks: settings.maxFaces * 2, ...settings.tracker });
    this.#looks = createEmbeddingExtractor();
    this.#expressions = new ExpressionStage(parts);
    this.#landmarkTurns = new RateLimiter(settings.landmarksPerSecond);
    this.#firstTrackId = settings.firstTrackId;
    this.#masks = settings.masks;
  }

  /** Holds from the next frame on; a face that is in a mask then is let go like one that left. */
  setMasks(masks: readonly Mask[]): void {
    this.#masks = masks;
  }

  async analyse(frame: GrayFrame): Promise<FrameAnalysis> {
    const stages = new Stopwatch(this.#parts.clock);
    const timeMs = frame.monotonicMs;
    const light = meanGray(frame);
    const seen = this.#night.enhance(frame, light);
    const gone = this.#ofAnotherSize(frame);
    const expected = this.#unmasked(this.#tracker.predict(timeMs), frame);
    const sightings = await this.#followByPoints(seen, expected);
    stages.lap('landmarksMs');
    const held = new Map([...sightings].map(([key, { detection }]) => [key, detection]));
    const detected = await this.#parts.finder.find(seen, expected, held, this.#night.isDark);
    const found = this.#unmasked(detected, frame);
    stages.lap('detectMs');
    const described = await this.#described(seen, found, sightings);
    const { tracks, dropped } = this.#tracker.update(described.detections, timeMs);
    const faces = this.#reported(this.#unmasked(tracks, frame), timeMs);
    stages.lap('trackMs');
    await this.#readEyes(seen, faces, sightings, described.readings);
    stages.lap('landmarksMs');
    const readings = await this.#expressions.read(seen, faces, frame);
    stages.lap('classifyMs');
    this.#expressions.smooth(readings, timeMs);
    const analysis = {
      sequence: frame.sequence,
      capturedAtMs: frame.capturedAtMs,
      monotonicMs: timeMs,
      mediaTimeS: frame.mediaTimeS,
      width: frame.width,
      height: frame.height,
      light,
      lightLevel: lightLevelOf(light),
      faces: faces.flatMap((face) => this.#observation(face, timeMs)),
      ended: this.#letGo([...gone, ...dropped], frame.capturedAtMs - timeMs),
    };
    stages.lap('smoothMs');
    return { ...analysis, stages: stages.times() };
  }

  /** Places in pictures of another size mean nothing: whoever was followed there is let go. */
  #ofAnotherSize({ width, height }: GrayFrame): readonly Track[] {
    const size = `${width}x${height}`;
    const isOther = this.#size !== '' && this.#size !== size;
    this.#size = size;
    return isOther ? this.#tracker.letGo() : [];
  }

  /** What is in no mask. A face carried on unseen may drift into one, so tracks are asked too. */
  #unmasked<Place extends { readonly box: Box }>(
    places: readonly Place[],
    frame: GrayFrame,
  ): readonly Place[] {
    if (this.#masks.length === 0) return places;
    return places.filter(({ box }) => !isMasked(box, this.#masks, frame));
  }

  /** Adds the looks to those detections where they would settle who is who. */
  #described(
    frame: GrayFrame,
    found: readonly Detection[],
    sightings: Sightings,
  ): Promise<EmbeddedDetections> {
    const wanted = this.#tracker.looksWanted(found, frame.monotonicMs).slice(0, LOOKS_A_FRAME);
    const known = new Map(
      [...sightings.values()].map(({ detection, reading }) => [detection, reading]),
    );
    const { landmarker } = this.#parts;
    return embedDetections(frame, found, wanted, known, landmarker, this.#looks);
  }

  #reported(tracks: readonly Track[], timeMs: number): TrackedFace[] {
    return tracks
      .filter((track) => track.trackId !== null && timeMs - track.lastSeenMs <= REPORT_UNSEEN_MS)
      .slice(0, this.#parts.settings.maxFaces)
      .map((track) => ({
        track,
        memory: this.#memoryOf(track.key),
        blink: false,
        fresh: false,
      }));
  }

  #memoryOf(key: number): FaceState {
    const known = this.#memories.get(key);
    if (known !== undefined) return known;
    const memory = createFaceState(this.#parts.settings);
    this.#memories.set(key, memory);
    return memory;
  }

  async #followByPoints(frame: GrayFrame, expected: readonly PredictedTrack[]): Promise<Sightings> {
    const { landmarker } = this.#parts;
    if (landmarker === null) return new Map();
    return trackByLandmarks(frame, expected, this.#memories, landmarker);
  }

  /** Takes over the points that were found with the face, and looks for those of the others. */
  async #readEyes(
    frame: GrayFrame,
    faces: readonly TrackedFace[],
    sightings: Sightings,
    readings: EmbeddedDetections['readings'],
  ): Promise<void> {
    const { landmarker } = this.#parts;
    if (landmarker === null) return;
    const timeMs = frame.monotonicMs;
    const others: TrackedFace[] = [];
    for (const face of faces) {
      const { detection, key } = face.track;
      const sighting = sightings.get(key);
      const reading = detection === null ? undefined : readings.get(detection);
      if (detection === null) face.memory.eyes = NO_LANDMARKS;
      else if (reading !== undefined) noteEyes(face, reading, timeMs);
      else if (sighting !== undefined && isSameFace(sighting.detection.box, detection.box))
        noteEyes(face, sighting.reading, timeMs);
      else others.push(face);
    }
    const due = takeTurns(this.#landmarkTurns, others, timeMs);
    const read = await detectLandmarks(
      frame,
      due.map(({ track, memory }) => ({ box: track.box, previous: memory.eyes.landmarks })),
      landmarker,
    );
    for (const [i, face] of due.entries()) noteEyes(face, read[i]!, timeMs);
  }

  /** One observation, or none for a face that was never read (confirmed while unseen). */
  #observation(face: TrackedFace, timeMs: number): FaceObservation[] {
    const { track, memory } = face;
    if (memory.reading === null || track.trackId === null) return [];
    return [
      {
        trackId: this.#publicId(track.trackId),
        box: track.box,
        ...memory.reading,
        ear: memory.eyes.ear,
        eyes: memory.eyes.eyes,
        blink: face.blink,
        landmarks: memory.eyes.landmarks,
        quality: memory.quality,
        light: memory.light,
        ageMs: timeMs - track.firstSeenMs,
        fresh: face.fresh,
        blinkCount: memory.blinkCount,
      },
    ];
  }

  /** Forgets tracks that ended; those that were faces are reported, times in UTC milliseconds. */
  #letGo(ended: readonly Track[], epochOffsetMs: number): EndedFace[] {
    const faces: EndedFace[] = [];
    for (const track of ended) {
      const blinkCount = this.#memories.get(track.key)?.blinkCount ?? null;
      this.#memories.delete(track.key);
      this.#expressions.forget(track.key);
      this.#landmarkTurns.forget(track.key);
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
    return this.#firstTrackId - 1 + trackId;
  }
}

function noteEyes(face: TrackedFace, reading: LandmarkResult, timeMs: number): void {
  const state = face.memory.blinks.update(reading.ear, timeMs);
  face.memory.eyes = reading;
  face.memory.blinkCount = state.blinkCount;
  face.blink = state.blink;
}
