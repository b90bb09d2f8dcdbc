import { describe, expect, it } from 'vitest';
import { FaceTracker } from '../../../src/inference/tracking/face-tracker.js';
import { drive, embeddingNumber, faceAt, idsOf } from './drive-tracker.js';

const STEP = { stepMs: 66 };

describe('crossing', () => {
  it.each([10, 15, 30])('keeps both numbers without looks at %d frames a second', (fps) => {
    const tracker = new FaceTracker();
    // Face 1 walks right in front (larger), face 2 walks left behind it and is hidden meanwhile.
    const updates = drive(tracker, { fromMs: 0, toMs: 4000, stepMs: 1000 / fps }, (timeMs) => {
      const [front, behind] = [100 + 0.1 * timeMs, 500 - 0.1 * timeMs];
      const hidden = Math.abs(front - behind) < 55;
      return [faceAt(front, 200, 90), ...(hidden ? [] : [faceAt(behind, 195, 70)])];
    });
    const { timeMs, update } = updates.at(-1)!;
    const centre = (id: number) => {
      const box = update.tracks.find((track) => track.trackId === id)!.box;
      return box.x + box.width / 2;
    };
    expect(idsOf(update).sort()).toEqual([1, 2]);
    expect(Math.abs(centre(1) - (100 + 0.1 * timeMs))).toBeLessThan(15);
    expect(Math.abs(centre(2) - (500 - 0.1 * timeMs))).toBeLessThan(15);
  });

  it('keeps both numbers by their looks when they turn back behind each other', () => {
    const tracker = new FaceTracker();
    // Both approach, meet, and go back: velocity alone would swap them.
    const updates = drive(tracker, { fromMs: 0, toMs: 4000, ...STEP }, (timeMs) => {
      const way = Math.min(timeMs, 4000 - timeMs) * 0.09;
      const [left, right] = [120 + way, 480 - way];
      const met = right - left < 40;
      return [
        faceAt(left, 200, 80, embeddingNumber(0)),
        ...(met ? [] : [faceAt(right, 200, 76, embeddingNumber(1))]),
      ];
    });
    const last = updates.at(-1)!.update;
    const left = last.tracks.find((track) => track.trackId === 1)!;
    expect(left.box.x).toBeLessThan(250);
    expect(idsOf(last).sort()).toEqual([1, 2]);
  });
});

describe('after faces met', () => {
  /** Two faces side by side, then one box only, then `after`. */
  const meet = (after: (timeMs: number) => ReturnType<typeof faceAt>[]) => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, (timeMs) => [
      faceAt(200 + 0.05 * timeMs, 200, 80, embeddingNumber(0)),
      faceAt(330 - 0.05 * timeMs, 200, 80, embeddingNumber(1)),
    ]);
    drive(tracker, { fromMs: 1000, toMs: 1600, ...STEP }, () => [faceAt(265, 200, 80)]);
    return drive(tracker, { fromMs: 1600, toMs: 3200, ...STEP }, after);
  };
  const centreOf = (updates: ReturnType<typeof meet>, id: number) => {
    const box = updates.at(-1)!.update.tracks.find((track) => track.trackId === id)?.box;
    return box === undefined ? null : box.x + box.width / 2;
  };

  it.each([
    [0, 1],
    [1, 0],
  ])('each has its number on whichever side it comes out (%d left)', (left, right) => {
    const updates = meet((timeMs) => [
      faceAt(265 - 0.08 * (timeMs - 1600), 200, 80, embeddingNumber(left)),
      faceAt(265 + 0.08 * (timeMs - 1600), 200, 80, embeddingNumber(right)),
    ]);
    expect(centreOf(updates, left + 1)).toBeLessThan(200);
    expect(centreOf(updates, right + 1)).toBeGreaterThan(330);
    expect(Math.max(...idsOf(updates.at(-1)!.update))).toBe(2);
  });

  it.each([0, 1])('the one that comes out alone keeps its number (%d)', (who) => {
    const updates = meet(() => [faceAt(265, 200, 80, embeddingNumber(who))]);
    expect(centreOf(updates, who + 1)).toBeCloseTo(265, 0);
    expect(idsOf(updates.at(-1)!.update)).toEqual([who + 1]);
  });

  it('nobody changes places when only one of the two looks more like the other', () => {
    const second = Float32Array.of(0.6, 0.8, 0, 0, 0, 0, 0, 0);
    const turned = Float32Array.of(0.8, 0.6, 0, 0, 0, 0, 0, 0);
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, (timeMs) => [
      faceAt(200 + 0.05 * timeMs, 200, 80, embeddingNumber(0)),
      faceAt(330 - 0.05 * timeMs, 200, 80, second),
    ]);
    // They draw back, the first a little turned and now more like the second than like itself.
    const updates = drive(tracker, { fromMs: 1000, toMs: 3000, ...STEP }, (timeMs) => [
      faceAt(250 - 0.08 * (timeMs - 1000), 200, 80, turned),
      faceAt(280 + 0.08 * (timeMs - 1000), 200, 80, second),
    ]);
    for (const { update } of updates.slice(-20)) {
      const first = update.tracks.find((track) => track.trackId === 1)!;
      expect(first.box.x).toBeLessThan(200);
    }
  });

  it('a newcomer who steps in front of a face does not get its number', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, () => [
      faceAt(300, 200, 80, embeddingNumber(0)),
    ]);
    // Number 0 is hidden at first, so that its track follows the newcomer; then it is seen again.
    const updates = drive(tracker, { fromMs: 1000, toMs: 2500, ...STEP }, (timeMs) => [
      faceAt(320 + 0.05 * (timeMs - 1000), 200, 84, embeddingNumber(1)),
      ...(timeMs < 1700 ? [] : [faceAt(270, 200, 80, embeddingNumber(0))]),
    ]);
    const [first, second] = [1, 2].map(
      (id) => updates.at(-1)!.update.tracks.find((track) => track.trackId === id)!.box.x + 40,
    );
    expect(first).toBeLessThan(300);
    expect(second).toBeGreaterThan(350);
  });

  it('looks like neither give nobody another number', () => {
    const updates = meet(() => [faceAt(265, 200, 80, embeddingNumber(5))]);
    const numbers = idsOf(updates.at(-1)!.update);
    expect(numbers).toHaveLength(1);
  });
});

describe('re-link', () => {
  it('gives a face its number back after 6 s elsewhere, by its looks', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, () => [
      faceAt(100, 200, 70, embeddingNumber(2)),
    ]);
    drive(tracker, { fromMs: 1000, toMs: 7000, ...STEP }, () => []);
    const back = drive(tracker, { fromMs: 7000, toMs: 7400, ...STEP }, () => [
      faceAt(260, 210, 74, embeddingNumber(2)),
    ]);
    expect(idsOf(back.at(-1)!.update)).toEqual([1]);
    expect(back.flatMap(({ update }) => update.dropped).map((track) => track.trackId)).toEqual([
      null,
    ]);
  });

  it('keeps the key of the face that came back', () => {
    const tracker = new FaceTracker();
    const before = drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, () => [
      faceAt(100, 200, 70, embeddingNumber(2)),
    ]).at(-1)!.update.tracks[0]!;
    drive(tracker, { fromMs: 1000, toMs: 5000, ...STEP }, () => []);
    const after = drive(tracker, { fromMs: 5000, toMs: 5600, ...STEP }, () => [
      faceAt(100, 200, 70, embeddingNumber(2)),
    ]).at(-1)!.update.tracks[0]!;
    expect(after.key).toBe(before.key);
    expect(after.firstSeenMs).toBe(before.firstSeenMs);
    expect(after.hits).toBeGreaterThan(before.hits);
  });

  it('gives another person a new number, at the same place', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, () => [
      faceAt(100, 200, 70, embeddingNumber(2)),
    ]);
    drive(tracker, { fromMs: 1000, toMs: 4000, ...STEP }, () => []);
    const next = drive(tracker, { fromMs: 4000, toMs: 4600, ...STEP }, () => [
      faceAt(100, 200, 70, embeddingNumber(3)),
    ]);
    expect(idsOf(next.at(-1)!.update)).toEqual([2]);
  });

  it('forgets after ten seconds', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, () => [
      faceAt(100, 200, 70, embeddingNumber(2)),
    ]);
    drive(tracker, { fromMs: 1000, toMs: 12_000, ...STEP }, () => []);
    const next = drive(tracker, { fromMs: 12_000, toMs: 12_600, ...STEP }, () => [
      faceAt(100, 200, 70, embeddingNumber(2)),
    ]);
    expect(idsOf(next.at(-1)!.update)).toEqual([2]);
  });

  it('does not give one number to two faces seen at the same time', () => {
    const tracker = new FaceTracker();
    const twin = embeddingNumber(4);
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, () => [faceAt(100, 200, 70, twin)]);
    drive(tracker, { fromMs: 1000, toMs: 3000, ...STEP }, () => []);
    const next = drive(tracker, { fromMs: 3000, toMs: 3600, ...STEP }, () => [
      faceAt(100, 200, 70, twin),
      faceAt(250, 200, 70, twin),
    ]);
    expect(idsOf(next.at(-1)!.update).sort()).toEqual([1, 2]);
  });

  it('takes a face at the same place soon after for the same one when looks are unknown', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 1000, ...STEP }, () => [faceAt(100, 200)]);
    drive(tracker, { fromMs: 1000, toMs: 3000, ...STEP }, () => []);
    const near = drive(tracker, { fromMs: 3000, toMs: 3600, ...STEP }, () => [
      faceAt(112, 204),
      faceAt(400, 200),
    ]);
    expect(idsOf(near.at(-1)!.update).sort()).toEqual([1, 2]);
    const first = near.at(-1)!.update.tracks.find((track) => track.trackId === 1)!;
    expect(first.box.x).toBeLessThan(150);
  });
});

describe('embeddingsWanted', () => {
  it('asks for new faces, not for a lone face described a moment ago, again after a while', () => {
    const tracker = new FaceTracker();
    const face = [faceAt(100, 200)];
    expect(tracker.embeddingsWanted(face, 0)).toEqual([0]);
    drive(tracker, { fromMs: 0, toMs: 400, ...STEP }, () => [
      faceAt(100, 200, 60, embeddingNumber(0)),
    ]);
    expect(tracker.embeddingsWanted(face, 430)).toEqual([]);
    drive(tracker, { fromMs: 462, toMs: 3100, ...STEP }, () => face);
    expect(tracker.embeddingsWanted(face, 3150)).toEqual([0]);
  });

  it('puts detections that two tracks could claim first', () => {
    const tracker = new FaceTracker();
    drive(tracker, { fromMs: 0, toMs: 660, ...STEP }, () => [
      faceAt(200, 200, 60, embeddingNumber(0)),
      faceAt(236, 200, 60, embeddingNumber(1)),
    ]);
    const wanted = tracker.embeddingsWanted([faceAt(500, 100), faceAt(218, 200)], 700);
    expect(wanted).toEqual([1, 0]);
  });
});
