import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/core/face.js';
import type { GrayImage } from '../../../src/inference/crop/area-resize.js';
import { FaceAlignment } from '../../../src/inference/landmarks/face-alignment.js';
import type { PersonScript, Scene } from '../../../src/synthetic/scene.js';
import { SceneRenderer } from '../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../synthetic/fixtures/named-scenes.js';

const NO_SHIFT: Point = [0, 0];
const ease = 'even' as const;
const still = singleFrontal({ sizePx: 120, durationS: 10 });
const [person] = still.people;

/** The still visitor of the scene, with another pose or blinks. */
function sceneOf(changes: Partial<PersonScript>): Scene {
  return { ...still, people: [{ ...person!, ...changes }] };
}

function drawn(scene: Scene, timeS: number): { frame: GrayImage; points: readonly Point[] } {
  const { pixels, truth } = new SceneRenderer(scene).render(timeS);
  const frame = { pixels: Uint8Array.from(pixels), width: 640, height: 480 };
  return { frame, points: truth.people[0]!.landmarks };
}

/** Where a face that was taken in `scene` at 0 s is found at `timeS`. */
function followed(scene: Scene, timeS: number, change = (frame: GrayImage) => frame) {
  const alignment = new FaceAlignment();
  const before = drawn(scene, 0);
  alignment.take(before.frame, before.points);
  const after = drawn(scene, timeS);
  return { points: alignment.follow(change(after.frame), NO_SHIFT), truth: after.points };
}

function meanDistance(a: readonly Point[], b: readonly Point[]): number {
  return a.reduce((sum, [x, y], i) => sum + Math.hypot(x - b[i]![0], y - b[i]![1]), 0) / a.length;
}

describe('FaceAlignment', () => {
  it('finds a face that has moved, grown and rolled, within half a pixel', () => {
    const poses = [
      { timeS: 0, xPx: 320, yPx: 210, sizePx: 120, rollRad: 0, yawRad: 0, ease },
      { timeS: 1, xPx: 326, yPx: 206, sizePx: 124, rollRad: 0.06, yawRad: 0, ease },
    ];
    const { points, truth } = followed(sceneOf({ poses }), 1);
    expect(meanDistance(points!, truth)).toBeLessThan(0.5);
  });

  it('follows through a change of light', () => {
    const darker = (frame: GrayImage) => ({ ...frame, pixels: frame.pixels.map((v) => v * 0.7) });
    const { points, truth } = followed(still, 1, darker);
    expect(meanDistance(points!, truth)).toBeLessThan(0.5);
  });

  it.each([0.5, 0.75, 1])('sends a face with a lid %f shut to the network', (part) => {
    const blinks = [{ timeS: 1, durationS: 0.4 }];
    // A drawn blink shuts in its first third.
    expect(followed(sceneOf({ blinks }), 1 + 0.13 * part).points).toBeNull();
  });

  it.each([
    ['has turned', { yawRad: 0.35 }],
    ['has nodded', { pitchRad: 0.35 }],
    ['is elsewhere', { xPx: 400 }],
  ])('sends a face that %s to the network', (_, pose) => {
    const at = { xPx: 320, yPx: 210, sizePx: 120, rollRad: 0, yawRad: 0, ease };
    const poses = [
      { timeS: 0, ...at },
      { timeS: 1, ...at, ...pose },
    ];
    expect(followed(sceneOf({ poses }), 1).points).toBeNull();
  });

  it('sends a face that something covers to the network', () => {
    const covered = ({ pixels, width, height }: GrayImage) => {
      const copy = Uint8Array.from(pixels);
      for (let y = 215; y < 275; y++) copy.fill(60, y * width + 270, y * width + 370);
      return { pixels: copy, width, height };
    };
    expect(followed(still, 1, covered).points).toBeNull();
  });

  it('follows no face at the edge of the picture', () => {
    const { frame, points } = drawn(still, 0);
    const alignment = new FaceAlignment();
    alignment.take(
      frame,
      points.map(([x, y]): Point => [x - 300, y]),
    );
    expect(alignment.follow(frame, NO_SHIFT)).toBeNull();
  });
});
