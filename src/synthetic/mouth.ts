import type { ActionUnits } from './action-units.js';
import { band, clamp, hill, mix, smoothstep } from './curves.js';
import { forEachColumn } from './face-grid.js';
import type { FaceLayers } from './face-layers.js';
import type { FaceIdentity } from './identity.js';
import { type LipLine, lipLine, type MouthShape, mouthShape } from './mouth-shape.js';

/** Draws lips, teeth and the dark of an open mouth over the skin. */
export function drawMouth(layers: FaceLayers, identity: FaceIdentity, units: ActionUnits): void {
  const shape = mouthShape(identity, units);
  const { grid, gray, shade } = layers;
  const soft = 0.6 / grid.pxPerUnit;
  const bounds = {
    left: -shape.halfWidth - 0.12,
    right: shape.halfWidth + 0.12,
    top: shape.centreY - shape.lift - 0.32,
    bottom: shape.centreY + shape.gap + Math.max(0, shape.cornerDrop) + 0.36,
  };
  forEachColumn(grid, bounds, (x) => {
    const across = x / shape.halfWidth;
    const line = Math.abs(across) < 1 ? lipLine(shape, across) : null;
    return (i, y) => {
      let value = gray[i]! * cornerShadow(shape, x, y);
      if (line) {
        const white = shade[i]!;
        const lips = band(line.upperOuter, line.lowerOuter, y, soft + 0.012);
        if (lips > 0) value = mix(value, lipAlbedo(identity, line, y) * white, 0.92 * lips);
        const open = band(line.upperInner, line.lowerInner, y, soft);
        if (open > 0) value = mix(value, innerAlbedo(shape, line, across, y) * white, open);
        value *= 1 - 0.62 * lipSeam(shape, line, across, y, soft);
      }
      gray[i] = value;
    };
  });
}

/** The upper lip looks down and is darker; the lower one carries a gloss. */
function lipAlbedo(identity: FaceIdentity, line: LipLine, y: number): number {
  const tone = identity.skinTone * identity.lipTone;
  if (y < line.upperInner) return tone * 0.82;
  const depth = (y - line.lowerInner) / Math.max(line.lowerOuter - line.lowerInner, 0.02);
  return tone * (1.02 + 0.22 * hill((depth - 0.4) / 0.3, 0) - 0.2 * smoothstep(0.7, 1.1, depth));
}

/** Upper teeth behind the upper lip, the dark of the mouth below them. */
function innerAlbedo(shape: MouthShape, line: LipLine, across: number, y: number): number {
  const depth = y - line.upperInner;
  const toothLength = 0.13 - 0.05 * across * across;
  const teeth =
    smoothstep(toothLength + 0.015, toothLength - 0.015, depth) *
    smoothstep(0.98, 0.75, Math.abs(across));
  const gaps = 1 - 0.08 * Math.cos(across * shape.halfWidth * 70) ** 8;
  const shadow = smoothstep(-0.01, 0.05, depth);
  return mix(0.07, mix(0.42, 0.82, shadow) * gaps, teeth * 0.95);
}

/** The dark seam between closed lips, or the shadow under the upper one. */
function lipSeam(
  shape: MouthShape,
  line: LipLine,
  across: number,
  y: number,
  soft: number,
): number {
  const thickness = 0.022 + soft + 0.008 * shape.lipPress;
  return hill((y - line.upperInner) / thickness, 0) * clamp(1.2 - 0.5 * Math.abs(across), 0, 1);
}

/** Factor that darkens the dimples at both corners. */
function cornerShadow(shape: MouthShape, x: number, y: number): number {
  const dx = (Math.abs(x) - shape.halfWidth) / 0.06;
  const dy = (y - shape.centreY - shape.cornerDrop) / 0.055;
  return 1 - 0.4 * hill(dx, dy);
}
