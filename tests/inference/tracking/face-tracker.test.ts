import { describe, expect, it } from 'vitest';
import { FaceTracker } from '../../../src/inference/tracking/face-tracker.js';
import { drive, faceAt, idsOf } from './drive-tracker.js';

const STEP = { stepMs: 66 };

function confirmed(x = 100): FaceTracker {
  const tracker = new FaceTracker();
  drive(tracker, { fromMs: 0, toMs: 660, ...STEP }, () => [faceAt(x, 100)]);
  return tracker;
}

describe('FaceTracker: birth', () => {
  it('gives no face for no detections', () => {
    const update = new FaceTracker().update([], 0);
    expect(update).toEqual({ tracks: [], dropped: [] });
  });

  it('confirms in the third matched frame and keeps the key', () => {
    const tracker = new FaceTracker();
    const updates = drive(tracker, { fromMs: 0, toMs: 198, ...STEP }, () => [faceAt(100, 100)]);
    expect(updates.map(({ update }) => update.tracks[0]?.trackId)).toEqual([null, null, 1]);
    expect(new Set(updates.map(({ update }) => update.tracks[0]?.key)).size).toBe(1);
  });

  it('asks for some time as well, so that a flicker at 100 frames a second is no face', () => {
    const tracker = new FaceTracker();
    const updates = drive(tracker, { fromMs: 0, toMs: 60, stepMs: 10 }, () => [faceAt(100, 100)]);
    expect(idsOf(updates.at(-1)!.update)).toEqual([]);
  });

  it('confirms a face whose frames take two seconds among quick ones without any', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 2000, stepMs: 100 }, () => []);
    for (const timeMs of [2000, 4000, 6000]) tracker.update([faceAt(100, 100)], timeMs);
    expect(idsOf(tracker.update([faceAt(100, 100)], 6100))).toEqual([1]);
  });

  it('never makes a face of false detections at changing places', () => {
    const tracker = new FaceTracker();
    const updates = drive(tracker, { fromMs: 0, toMs: 6600, ...STEP }, (timeMs) => [
      faceAt(50 + ((timeMs * 37) % 500), 50 + ((timeMs * 91) % 350), 40),
    ]);
    expect(updates.flatMap(({ update }) => idsOf(update))).toEqual([]);
    expect(updates.flatMap(({ update }) => update.dropped).every((t) => t.trackId === null)).toBe(
      true,
    );
  });

  it('drops a tentative track after two missed frames and reports it once', () => {
    const tracker = new FaceTracker();
    tracker.update([faceAt(100, 100)], 0);
    expect(tracker.update([], 66).tracks).toHaveLength(1);
    const second = tracker.update([], 132);
    expect(second.tracks).toEqual([]);
    expect(second.dropped.map((track) => track.trackId)).toEqual([null]);
    expect(tracker.update([], 198).dropped).toEqual([]);
  });

  it('numbers faces in order of appearance, left to right within a frame', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 330, ...STEP }, () => [faceAt(500, 100), faceAt(100, 100)]);
    const last = drive(tracker, { fromMs: 330, toMs: 660, ...STEP }, () => [
      faceAt(300, 100),
      faceAt(500, 100),
      faceAt(100, 100),
    ]).at(-1)!.update;
    const byId = [...last.tracks].sort((a, b) => a.trackId! - b.trackId!);
    expect(byId.map((track) => Math.round(track.box.x + track.box.width / 2))).toEqual([
      100, 500, 300,
    ]);
  });
});

describe('FaceTracker: keeping', () => {
  it('follows a walking face smoothly through jitter', () => {
    const tracker = new FaceTracker();
    const jitter = [0.05, -0.04, 0.03, -0.05, 0.02, 0.04, -0.03];
    const updates = drive(tracker, { fromMs: 0, toMs: 3000, ...STEP }, (timeMs) => [
      faceAt(50 + 0.15 * timeMs + 60 * jitter[(timeMs / 66) % 7]!, 200),
    ]);
    expect(new Set(updates.slice(3).flatMap(({ update }) => idsOf(update)))).toEqual(new Set([1]));
    const { timeMs, update } = updates.at(-1)!;
    const box = update.tracks[0]!.box;
    expect(Math.abs(box.x + box.width / 2 - (50 + 0.15 * timeMs))).toBeLessThan(4);
  });

  it('keeps a confirmed face through 0.9 s of missed detections', () => {
    const tracker = confirmed();
    const gap = drive(tracker, { fromMs: 660, toMs: 1500, ...STEP }, () => []);
    const lost = { trackId: 1, detection: null };
    for (const { update } of gap) expect(update.tracks).toMatchObject([lost]);
    const back = faceAt(102, 99);
    expect(tracker.update([back], 1500).tracks).toMatchObject([{ trackId: 1, detection: back }]);
  });

  it('no longer shows a face after a second, and ends it once when it cannot come back', () => {
    const tracker = confirmed();
    const updates = drive(tracker, { fromMs: 660, toMs: 14_000, ...STEP }, () => []);
    const shown = updates.filter(({ update }) => update.tracks.length > 0).at(-1)!.timeMs;
    expect(shown).toBeLessThanOrEqual(594 + 1000);
    const ended = updates.filter(({ update }) => update.dropped.length > 0);
    expect(ended).toHaveLength(1);
    expect(ended[0]!.timeMs - 594).toBeGreaterThan(10_000);
    expect(ended[0]!.update.dropped[0]).toMatchObject({
      trackId: 1,
      firstSeenMs: 0,
      lastSeenMs: 594,
    });
  });

  it('ends a face with the second when re-linking is off', () => {
    const tracker = new FaceTracker({ reidentifyMs: 0 });
    drive(tracker, { fromMs: 0, toMs: 660, ...STEP }, () => [faceAt(100, 100)]);
    const updates = drive(tracker, { fromMs: 660, toMs: 3000, ...STEP }, () => []);
    const ended = updates.filter(({ update }) => update.dropped.length > 0);
    expect(ended).toHaveLength(1);
    expect(ended[0]!.timeMs).toBeLessThan(1800);
  });

  it('predicts without changing anything', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 990, ...STEP }, (timeMs) => [faceAt(50 + 0.2 * timeMs, 200)]);
    const once = tracker.predict(1100);
    expect(tracker.predict(1100)).toEqual(once);
    expect(once[0]).toMatchObject({ trackId: 1, confirmed: true });
    const box = once[0]!.box;
    expect(Math.abs(box.x + box.width / 2 - (50 + 0.2 * 1100))).toBeLessThan(6);
  });

  it('follows faces at one frame every two seconds', () => {
    const tracker = new FaceTracker();
    const updates = drive(tracker, { fromMs: 0, toMs: 24_000, stepMs: 2000 }, () => [
      faceAt(100, 100),
      faceAt(400, 120, 80),
    ]);
    expect(new Set(updates.flatMap(({ update }) => idsOf(update)))).toEqual(new Set([1, 2]));
    expect(idsOf(updates.at(-1)!.update)).toHaveLength(2);
  });
});

describe('FaceTracker: bad input', () => {
  it('ignores boxes that are not finite or empty', () => {
    const tracker = new FaceTracker();
    const bad = [
      { box: { x: Number.NaN, y: 0, width: 10, height: 10 }, score: 1 },
      { box: { x: 0, y: 0, width: 0, height: 10 }, score: 1 },
      { box: { x: 0, y: 0, width: 10, height: -5 }, score: 1 },
      { box: { x: 0, y: Number.POSITIVE_INFINITY, width: 10, height: 10 }, score: 1 },
    ];
    expect(tracker.update(bad, 0).tracks).toEqual([]);
  });

  it('lives with times that repeat, go back or are no number', () => {
    const tracker = new FaceTracker();
    const times = [Number.NaN, 0, 66, 66, 30, 132, Number.NaN, 198, 264];
    const updates = times.map((timeMs) => tracker.update([faceAt(100, 100)], timeMs));
    expect(idsOf(updates.at(-1)!)).toEqual([1]);
    for (const update of updates) {
      expect(Object.values(update.tracks[0]!.box).every(Number.isFinite)).toBe(true);
    }
  });

  it('survives a pause of a minute: the old face is ended, a new one begins', () => {
    const tracker = confirmed();
    const updates = drive(tracker, { fromMs: 60_660, toMs: 61_320, ...STEP }, () => [
      faceAt(100, 100),
    ]);
    expect(updates.flatMap(({ update }) => update.dropped).map((t) => t.trackId)).toEqual([1]);
    expect(idsOf(updates.at(-1)!.update)).toEqual([2]);
  });

  it('makes one face of duplicate and nested detections', () => {
    const tracker = new FaceTracker();
    const updates = drive(tracker, { fromMs: 0, toMs: 1320, ...STEP }, () => [
      faceAt(200, 200, 80),
      { ...faceAt(206, 203, 76), score: 0.6 },
      { ...faceAt(200, 215, 35), score: 0.4 },
    ]);
    expect(updates.every(({ update }) => update.tracks.length === 1)).toBe(true);
    expect(Math.round(updates.at(-1)!.update.tracks[0]!.box.width)).toBe(80);
  });

  it('is bounded', () => {
    const tracker = new FaceTracker({ maxTracks: 4 });
    const many = Array.from({ length: 20 }, (_, i) => faceAt(50 + 90 * i, 100, 40));
    for (let i = 0; i < 10; i++) {
      expect(tracker.update(many, i * 66).tracks.length).toBeLessThanOrEqual(4);
    }
  });

  it('lets the longest lost face go when a new one needs its place', () => {
    const tracker = new FaceTracker({ maxTracks: 2 });
    drive(tracker, { fromMs: 0, toMs: 330, ...STEP }, () => [faceAt(100, 100), faceAt(300, 100)]);
    drive(tracker, { fromMs: 330, toMs: 660, ...STEP }, () => [faceAt(300, 100)]);
    drive(tracker, { fromMs: 660, toMs: 2400, ...STEP }, () => []);
    const updates = drive(tracker, { fromMs: 2400, toMs: 2800, ...STEP }, () => [faceAt(600, 300)]);
    expect(updates.flatMap(({ update }) => update.dropped).map((t) => t.trackId)).toEqual([1]);
    expect(idsOf(updates.at(-1)!.update)).toEqual([3]);
  });
});
