/**
 * Draws a mask: a face of lines that turns with the head and moves as the face does. Its features
 * lie on a ball that is turned by yaw and pitch; expressions bend them.
 */
import type { Mask } from './screen-layout.js';

export interface Palette {
  /** Of lines and text. */
  readonly ink: string;
  readonly ground: string;
  /** By name of the expression; of `unclear` too. */
  readonly colours: Readonly<Record<string, string>>;
}

/** In the order of the stream's `mix`. */
const NAMES = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'] as const;
type Name = (typeof NAMES)[number];

/** How much each expression bends a feature when it is shown fully. */
const BENDS = {
  /** Corners of the mouth up. */
  smile: { happy: 1, sad: -0.85, angry: -0.45, disgust: -0.6, fear: -0.2 },
  mouthOpen: { surprise: 0.75, fear: 0.35, happy: 0.25, angry: 0.12 },
  mouthWide: { happy: 0.35, fear: 0.25, surprise: -0.45, angry: -0.1 },
  brow: { surprise: 0.9, fear: 0.6, sad: 0.15, angry: -0.7, disgust: -0.4 },
  /** Inner ends of the brows up. */
  browTilt: { sad: 0.9, fear: 0.6, angry: -1, disgust: -0.4 },
  eyes: { surprise: 0.35, fear: 0.3, happy: -0.25, disgust: -0.3, sad: -0.15 },
  nose: { disgust: 1, angry: 0.3 },
} as const satisfies Readonly<Record<string, Partial<Record<Name, number>>>>;

type FacePoint = readonly [x: number, y: number];
type Bend = keyof typeof BENDS;

/** Draws within the square of 2.3 radii around the middle. */
export function drawMask(
  context: CanvasRenderingContext2D,
  mask: Mask,
  { ink, ground, colours }: Palette,
): void {
  const colour = colours[mask.expression ?? 'unclear'] ?? ink;
  const radius = mask.radius * (0.6 + 0.4 * easeOut(mask.presence));
  const project = projection(mask);
  const line = Math.max(2, radius * 0.045);
  context.save();
  context.globalAlpha = mask.presence;
  context.translate(mask.x, mask.y);
  context.rotate((mask.roll * Math.PI) / 180);
  context.scale(radius, radius);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = line / radius;
  outline(context, project);
  context.fillStyle = ground;
  context.fill();
  context.fillStyle = colour;
  context.globalAlpha = mask.presence * 0.2;
  context.fill();
  context.globalAlpha = mask.presence;
  context.strokeStyle = colour;
  context.lineWidth = (line * 1.6) / radius;
  if (mask.expression === null) context.setLineDash([0.12, 0.1]);
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = line / radius;
  features(context, mask, project, { ink, colour });
  context.restore();
}

type Project = (point: FacePoint) => FacePoint;

/** Turns points of the face, −1…1, by the pose of the head. */
function projection({ yaw, pitch }: Mask): Project {
  const [turn, nod] = [toRadians(yaw, 55), toRadians(pitch, 40)];
  const [sinT, cosT, sinN, cosN] = [Math.sin(turn), Math.cos(turn), Math.sin(nod), Math.cos(nod)];
  return ([x, y]) => {
    const z = Math.sqrt(Math.max(0, 1.15 - x * x - y * y));
    const turned = z * cosT - x * sinT;
    return [x * cosT + z * sinT, y * cosN + turned * sinN];
  };
}

function toRadians(degrees: number, most: number): number {
  return (Math.min(most, Math.max(-most, degrees)) * Math.PI) / 180;
}

/** The head keeps its outline; it narrows a little as it turns away. */
function outline(context: CanvasRenderingContext2D, project: Project): void {
  const [lean] = project([0, 0]);
  const shift = lean * 0.12;
  context.beginPath();
  context.moveTo(shift, -1);
  context.bezierCurveTo(0.62 + shift, -1, 0.84 + shift, -0.6, 0.82 + shift, -0.1);
  context.bezierCurveTo(0.8 + shift, 0.5, 0.48 + shift * 1.6, 1, shift * 1.8, 1);
  context.bezierCurveTo(-0.48 + shift * 1.6, 1, -0.8 + shift, 0.5, -0.82 + shift, -0.1);
  context.bezierCurveTo(-0.84 + shift, -0.6, -0.62 + shift, -1, shift, -1);
  context.closePath();
}

function features(
  context: CanvasRenderingContext2D,
  mask: Mask,
  project: Project,
  { ink, colour }: { ink: string; colour: string },
): void {
  const bend = (name: Bend) => bentBy(mask, name);
  context.strokeStyle = ink;
  context.fillStyle = ink;
  for (const side of [-1, 1] as const) {
    const i = side === -1 ? 0 : 1;
    const open = Math.min(1.3, Math.max(0, mask.eyes[i] * (1 + bend('eyes'))));
    eye(context, project, side, open);
    const raise = 0.13 * (0.8 * mask.brows[i] + 0.7 * bend('brow'));
    const tilt = 0.13 * bend('browTilt');
    curve(context, project, [
      [side * 0.2, -0.46 - raise - tilt],
      [side * 0.36, -0.56 - raise],
      [side * 0.55, -0.46 - raise + tilt * 0.4],
    ]);
  }
  const wrinkle = bend('nose') * 0.05;
  curve(context, project, [
    [0.02, -0.16],
    [-0.07 - wrinkle, 0.14 - wrinkle],
    [0.07, 0.16 - wrinkle],
  ]);
  mouth(context, mask, project, { ink, colour });
  const joy = mask.mix[NAMES.indexOf('happy')] ?? 0;
  if (joy > 0.4) cheeks(context, project, colour, mask.presence * (joy - 0.4));
}

function bentBy(mask: Mask, name: Bend): number {
  const bends: Partial<Record<Name, number>> = BENDS[name];
  return NAMES.reduce(
    (sum, expression, i) => sum + (bends[expression] ?? 0) * (mask.mix[i] ?? 0),
    0,
  );
}

function eye(
  context: CanvasRenderingContext2D,
  project: Project,
  side: -1 | 1,
  open: number,
): void {
  const [x, y] = project([side * 0.36, -0.24]);
  const [edge] = project([side * 0.36 + 0.15, -0.24]);
  const width = Math.max(0.05, Math.abs(edge - x));
  context.beginPath();
  if (open < 0.25) {
    context.moveTo(x - width, y);
    context.quadraticCurveTo(x, y + 0.05, x + width, y);
    context.stroke();
    return;
  }
  context.ellipse(x, y, width, 0.13 * open, 0, 0, 2 * Math.PI);
  context.stroke();
  // The iris leads the way that the head turns.
  const [gaze] = project([0, -0.24]);
  context.beginPath();
  context.ellipse(x + gaze * 0.06, y, width * 0.45, 0.068 * Math.min(1.1, open), 0, 0, 2 * Math.PI);
  context.fill();
}

function mouth(
  context: CanvasRenderingContext2D,
  mask: Mask,
  project: Project,
  { ink, colour }: { ink: string; colour: string },
): void {
  const [openness, wide, smile] = mask.mouth;
  const corner = 0.16 * clamp(bentBy(mask, 'smile') + 0.5 * smile, -1, 1);
  const open = 0.3 * clamp(0.75 * openness + 0.6 * bentBy(mask, 'mouthOpen'), 0, 1);
  const width = 0.34 * (1 + 0.35 * clamp(bentBy(mask, 'mouthWide') + 0.5 * wide, -1, 1));
  const y = 0.48;
  const left = project([-width, y - corner]);
  const right = project([width, y - corner]);
  const top = project([0, y + corner * 0.7 - open * 0.45]);
  const bottom = project([0, y + corner * 0.9 + open]);
  context.beginPath();
  context.moveTo(...left);
  context.quadraticCurveTo(top[0], 2 * top[1] - (left[1] + right[1]) / 2, ...right);
  if (open > 0.035) {
    context.quadraticCurveTo(bottom[0], 2 * bottom[1] - (left[1] + right[1]) / 2, ...left);
    context.closePath();
    context.fillStyle = colour;
    context.globalAlpha *= 0.55;
    context.fill();
    context.globalAlpha = mask.presence;
    context.fillStyle = ink;
  }
  context.stroke();
}

function cheeks(
  context: CanvasRenderingContext2D,
  project: Project,
  colour: string,
  alpha: number,
): void {
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  for (const side of [-0.55, 0.55]) {
    const [x, y] = project([side, 0.16]);
    context.beginPath();
    context.ellipse(x, y, 0.13, 0.09, 0, 0, 2 * Math.PI);
    context.fill();
  }
}

/** A line through three points of the face. */
function curve(
  context: CanvasRenderingContext2D,
  project: Project,
  [start, middle, end]: readonly [FacePoint, FacePoint, FacePoint],
): void {
  const [a, b, c] = [project(start), project(middle), project(end)];
  context.beginPath();
  context.moveTo(...a);
  context.quadraticCurveTo(2 * b[0] - (a[0] + c[0]) / 2, 2 * b[1] - (a[1] + c[1]) / 2, ...c);
  context.stroke();
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function easeOut(share: number): number {
  return 1 - (1 - share) ** 3;
}
