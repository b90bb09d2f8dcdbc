/** A burst of paper for a round that was won. Nothing of it is measured or kept. */
interface Piece {
  x: number;
  y: number;
  vx: number;
  vy: number;
  turn: number;
  readonly spin: number;
  readonly side: number;
  readonly colour: string;
}

const PIECES = 70;
const GRAVITY = 0.0011;
const LIFE_MS = 2600;

export class Confetti {
  #pieces: Piece[] = [];
  #ageMs = LIFE_MS;

  get isFlying(): boolean {
    return this.#ageMs < LIFE_MS;
  }

  burst(width: number, height: number, colours: readonly string[]): void {
    this.#ageMs = 0;
    this.#pieces = Array.from({ length: PIECES }, (_, i) => ({
      x: width * (0.2 + 0.6 * Math.random()),
      y: height * 0.25,
      vx: (Math.random() - 0.5) * 0.0007 * width,
      vy: -Math.random() * 0.0006 * height,
      turn: Math.random() * Math.PI,
      spin: (Math.random() - 0.5) * 0.012,
      side: Math.max(6, Math.min(width, height) * 0.014),
      colour: colours[i % colours.length] ?? '#fff',
    }));
  }

  draw(context: CanvasRenderingContext2D, passedMs: number): void {
    this.#ageMs += passedMs;
    const fade = Math.min(1, (LIFE_MS - this.#ageMs) / 600);
    if (fade <= 0) return;
    context.save();
    for (const piece of this.#pieces) {
      piece.vy += GRAVITY * passedMs * 0.6;
      piece.x += piece.vx * passedMs;
      piece.y += piece.vy * passedMs;
      piece.turn += piece.spin * passedMs;
      context.setTransform(1, 0, 0, 1, piece.x, piece.y);
      context.rotate(piece.turn);
      context.globalAlpha = fade;
      context.fillStyle = piece.colour;
      context.fillRect(-piece.side / 2, -piece.side / 4, piece.side, piece.side / 2);
    }
    context.restore();
  }
}
