import { HEAD_BOUNDS } from './face-grid.js';
import type { FaceLayers } from './face-layers.js';
import { FACE_BOX, type FacePose, pxPerHeadUnit } from './face-pose.js';
import { TurnMap } from './head-turn.js';

/** An 8-bit gray picture that is drawn into. */
export interface Canvas {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Lays a painted face over the canvas at `pose`: scaled, rolled, turned, bilinear. */
export function warpFace(canvas: Canvas, face: FaceLayers, pose: FacePose): void {
  const { grid, gray, alpha } = face;
  const scale = pxPerHeadUnit(pose);
  const cos = Math.cos(pose.rollRad);
  const sin = Math.sin(pose.rollRad);
  const texels = grid.pxPerUnit;
  const { yawRad, pitchRad = 0 } = pose;
  const turn = yawRad === 0 && pitchRad === 0 ? null : new TurnMap({ yawRad, pitchRad });
  const seen = { x: 0, y: 0 };
  const reach = frameReach(canvas, pose, scale, cos, sin);
  const stepU = cos / scale;
  const stepV = -sin / scale;
  const lastColumn = grid.width - 1.001;
  const lastRow = grid.height - 1.001;
  for (let row = reach.top; row < reach.bottom; row++) {
    const dy = row + 0.5 - pose.yPx;
    const dx = reach.left + 0.5 - pose.xPx;
    let u = (dx * cos + dy * sin) / scale + FACE_BOX.centreX;
    let v = (-dx * sin + dy * cos) / scale + FACE_BOX.centreY;
    const rowStart = row * canvas.width;
    for (let column = reach.left; column < reach.right; column++, u += stepU, v += stepV) {
      seen.x = u;
      seen.y = v;
      turn?.lookUp(u, v, seen);
      const tv = (seen.y - grid.top) * texels - 0.5;
      if (!(tv >= 0 && tv < lastRow)) continue;
      const tu = (seen.x - grid.left) * texels - 0.5;
      if (!(tu >= 0 && tu < lastColumn)) continue;
      const column0 = tu | 0;
      const row0 = tv | 0;
      const i = row0 * grid.width + column0;
      const j = i + grid.width;
      const fx = tu - column0;
      const fy = tv - row0;
      const upperCover = alpha[i]! + (alpha[i + 1]! - alpha[i]!) * fx;
      const lowerCover = alpha[j]! + (alpha[j + 1]! - alpha[j]!) * fx;
      const cover = upperCover + (lowerCover - upperCover) * fy;
      if (cover < 0.004) continue;
      const upper = gray[i]! + (gray[i + 1]! - gray[i]!) * fx;
      const lower = gray[j]! + (gray[j + 1]! - gray[j]!) * fx;
      const value = upper + (lower - upper) * fy;
      const under = canvas.pixels[rowStart + column]!;
      const over = under + (value - under) * cover;
      canvas.pixels[rowStart + column] = Math.min(over, 255);
    }
  }
}

/** The part of the frame that the rolled head can touch. */
function frameReach(canvas: Canvas, pose: FacePose, scale: number, cos: number, sin: number) {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const u of [HEAD_BOUNDS.left - FACE_BOX.centreX, HEAD_BOUNDS.right - FACE_BOX.centreX]) {
    for (const v of [HEAD_BOUNDS.top - FACE_BOX.centreY, HEAD_BOUNDS.bottom - FACE_BOX.centreY]) {
      const x = pose.xPx + scale * (u * cos - v * sin);
      const y = pose.yPx + scale * (u * sin + v * cos);
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return {
    left: Math.max(0, Math.floor(left)),
    right: Math.min(canvas.width, Math.ceil(right)),
    top: Math.max(0, Math.floor(top)),
    bottom: Math.min(canvas.height, Math.ceil(bottom)),
  };
}
