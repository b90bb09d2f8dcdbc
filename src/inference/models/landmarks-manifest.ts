import { commonFields, type ModelManifest, readManifest } from './manifest.js';
import type { Fields } from './manifest-fields.js';

export interface LandmarksManifest extends ModelManifest {
  readonly outputs: { readonly points: string; readonly confidence: string };
  /** The square that is cut, in units of the Haar box's side, around its moved centre. */
  readonly crop: {
    readonly scale: number;
    readonly offsetX: number;
    readonly offsetY: number;
    /** The square from points known already: its side in longer sides of their bounding box. */
    readonly fromLandmarks?: { readonly sidePerExtent: number };
  };
  /** Confidence below which the points are not used. */
  readonly minConfidence: number;
}

const DEFAULT_LEAST_CONFIDENCE = 0.5;
/** Reads and checks `manifest.json` of a landmark model. Throws MODEL_MISSING or MODEL_INVALID. */
export function readLandmarksManifest(modelDir: string): LandmarksManifest {
  return readManifest(modelDir, landmarksFields);
}

function landmarksFields(fields: Fields): LandmarksManifest {
  fields.oneOf('task', 'landmarks');
  const common = commonFields(fields);
  const outputs = fields.has('outputs') ? fields.part('outputs') : null;
  const named = (name: 'points' | 'confidence') =>
    outputs?.has(name) === true ? outputs.text(name) : name;
  const crop = fields.part('crop');
  const fromLandmarks = crop.has('fromLandmarks') ? crop.part('fromLandmarks') : null;
  return {
    ...common,
    outputs: { points: named('points'), confidence: named('confidence') },
    crop: {
      scale: crop.positive('scale'),
      offsetX: crop.number('offsetX'),
      offsetY: crop.number('offsetY'),
      ...(fromLandmarks === null
        ? {}
        : { fromLandmarks: { sidePerExtent: fromLandmarks.positive('sidePerExtent') } }),
    },
    minConfidence: fields.has('minConfidence')
      ? fields.share('minConfidence')
      : DEFAULT_LEAST_CONFIDENCE,
  };
}
