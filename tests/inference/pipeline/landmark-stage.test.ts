import { expect, it } from 'vitest';
import type { Box } from '../../../src/core/box.js';
import type { Point } from '../../../src/core/face.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { boxAroundPoints } from '../../../src/inference/landmarks/landmark-region.js';
import type { Landmarker } from '../../../src/inference/landmarks/landmarker.js';
import { readLandmarksManifest } from '../../../src/inference/models/landmarks-manifest.js';
import { createFaceState, type FaceState } from '../../../src/inference/pipeline/face-state.js';
import { landmarkResult } from '../../../src/inference/pipeline/landmark-result.js';
import { duplicateTracks, LandmarkStage } from '../../../src/inference/pipeline/landmark-stage.js';
import { drawnPoints } from '../landmarks/drawn-points.js';

const settings = defaultInferenceSettings(`${packageRoot()}/models`);
const manifest = readLandmarksManifest(settings.landmarksDir!);
const boxAround = (points: readonly Point[]) => boxAroundPoints(points, manifest.crop);
const shifted = (byPx: number) => drawnPoints().map(([x, y]): Point => [x + byPx, y]);
const time = { sequence: 0, capturedAtMs: 0, monotonicMs: 0, mediaTimeS: 0 };
const frame = { pixels: new Uint8Array(4), width: 2, height: 2, ...time };

/** A landmark network that finds the same face wherever it looks. */
function landmarkerOn(points: readonly Point[]): Landmarker {
  const found = { points, confidence: 0.95 };
  return {
    manifest,
    boxAround,
    locate: async (_, places) => places.map(() => found),
    locateAll: async (_, places) => places.map(() => found),
    async dispose() {},
  };
}

function stateWith(points: readonly Point[]): FaceState {
  const landmarks = landmarkResult({ points, confidence: 0.95 });
  return { ...createFaceState(settings, null), landmarkResult: landmarks };
}

function trackAt(key: number, box: Box, trackId: number | null) {
  const detection = { box, score: 0.9 };
  return { key, trackId, box, firstSeenMs: 0, lastSeenMs: 0, hits: 1, detection };
}

it('of two tracks whose landmarks end on one face the older one keeps it', async () => {
  const face = shifted(0);
  const beside = shifted(25);
  const states = new Map([
    [1, stateWith(face)],
    [2, stateWith(beside)],
  ]);
  const expected = [face, beside].map((points, i) => ({
    ...{ key: i + 1, trackId: i + 1, box: boxAround(points), confirmed: true },
  }));
  const stage = new LandmarkStage({ settings, landmarker: landmarkerOn(face) });
  expect([...(await stage.follow(frame, expected, states)).keys()]).toEqual([1]);
});

it('a new track on the landmarks of an older one is a duplicate, one beside it is none', () => {
  const [face, near, apart] = [shifted(0), shifted(4), shifted(200)];
  const tracks = [
    trackAt(1, boxAround(face), 1),
    trackAt(2, boxAround(near), null),
    trackAt(3, boxAround(apart), null),
  ];
  const states = new Map([face, near, apart].map((points, i) => [i + 1, stateWith(points)]));
  expect(duplicateTracks(tracks, states).map(({ key }) => key)).toEqual([2]);
});
