import { band, clamp, hill, mix, smoothstep } from './curves.js';
import { acrossEye, type EyeShape, lowerLidY, upperLidY } from './eye-shape.js';
import { forEachColumn } from './face-grid.js';
import type { FaceLayers } from './face-layers.js';
import type { FaceIdentity } from './identity.js';

/** Draws one eye with its lids, lashes and the crease above over the skin. */
export function drawEye(
  layers: FaceLayers,
  identity: FaceIdentity,
  eye: EyeShape,
  gazeX: number,
): void {
  const { grid, gray, shade } = layers;
  const soft = 0.6 / grid.pxPerUnit;
  const reach = eye.halfWidth * 1.16;
  const bounds = {
    left: eye.centreX - reach,
    right: eye.centreX + reach,
    top: -eye.upperHeight * Math.max(1, eye.opening) - 0.14,
    bottom: eye.lowerHeight + 0.12,
  };
  const irisX = eye.centreX + gazeX;
  forEachColumn(grid, bounds, (x) => {
    const across = acrossEye(eye, x);
    const within = clamp(across, -1, 1);
    const upper = upperLidY(eye, within);
    const lower = lowerLidY(eye, within);
    const isOpen = lower - upper > 0.004;
    const inSpan = smoothstep(1.06, 0.96, Math.abs(across));
    const lashSpan = smoothstep(1.14, 1, Math.abs(across));
    return (i, y) => {
      const white = shade[i]!;
      let value = gray[i]! * lidShading(eye, upper, lower, across, y);
      const ball = isOpen ? inSpan * band(upper, lower, y, soft) : 0;
      if (ball > 0) {
        value = mix(value, ballAlbedo(identity, x - irisX, y, upper, within) * white, ball);
        const glint = hill((x - irisX + 0.03) / 0.022, (y + 0.035) / 0.022);
        value = mix(value, 0.95 * white, 0.85 * glint * ball);
      }
      const lash = lashCover(upper, within, y, soft) * lashSpan;
      gray[i] = mix(value, 0.07 * white, lash);
    };
  });
}

/** Albedo of the eyeball: sclera in the lid's shadow, iris with a dark rim, pupil. */
function ballAlbedo(
  identity: FaceIdentity,
  dx: number,
  y: number,
  upper: number,
  across: number,
): number {
  const radius = Math.hypot(dx, y + 0.016);
  const lidShadow = mix(0.5, 1, smoothstep(0, 0.075, y - upper));
  const sclera = 0.86 * (1 - 0.3 * across * across);
  const iris = smoothstep(0.098, 0.082, radius);
  const rim = hill((radius - 0.085) / 0.014, 0);
  const pupil = smoothstep(0.046, 0.034, radius);
  const irisTone = identity.irisTone * (1 - 0.5 * rim) * (1 + 0.5 * smoothstep(-0.03, 0.06, y));
  return mix(mix(sclera, irisTone, iris), 0.03, pupil) * lidShadow;
}

/** Thick at the middle and the outer end, thin at the nose. */
function lashCover(upper: number, across: number, y: number, soft: number): number {
  const thickness = 0.016 + 0.01 * smoothstep(-1, 0.6, across);
  return (
    0.88 * smoothstep(thickness + soft, Math.max(0, thickness - soft), Math.abs(y - upper + 0.006))
  );
}

/** Factor for the skin of the lids: the crease above, the rim and the shadow below. */
function lidShading(
  eye: EyeShape,
  upper: number,
  lower: number,
  across: number,
  y: number,
): number {
  const span = smoothstep(1.15, 0.85, Math.abs(across));
  const creaseGap = 0.052 + 0.03 * (1 - Math.min(1, eye.opening));
  const crease =
    0.3 * hill((y - upper + creaseGap) / 0.022, 0) * (0.35 + 0.65 * Math.min(1, eye.opening));
  const rim = 0.24 * hill((y - lower - 0.012) / 0.018, 0);
  return 1 - span * Math.max(crease, rim);
}
