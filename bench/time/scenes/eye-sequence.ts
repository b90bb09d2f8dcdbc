import { createRandom, type Random } from '../random.js';

/** A closing of both eyes. */
export interface Closure {
  readonly fromMs: number;
  readonly toMs: number;
  /** Share of the opening that is lost at the deepest point. */
  readonly depth: number;
}

export interface EyeSample {
  readonly timeMs: number;
  /** Null where the landmarks were not usable. */
  readonly ear: number | null;
}

export interface EyeSequence {
  readonly samples: readonly EyeSample[];
  /** Closures of up to 500 ms: what has to be counted. */
  readonly blinks: readonly Closure[];
  /** Longer ones: shut eyes, not blinks. */
  readonly longClosures: readonly Closure[];
}

/** How hard a sequence is to read. */
export interface EyeNoise {
  /** Standard deviation of the ratio in one frame, of which half of the variance lasts ~100 ms. */
  readonly deviation: number;
  readonly blinksPerMinute: number;
  /** Nods and squints a minute: slow falls to 70–85 % that are no blinks. */
  readonly dipsPerMinute: number;
  readonly lostPerMinute: number;
}

export const LANDMARK_NOISE: EyeNoise = {
  deviation: 0.018,
  blinksPerMinute: 15,
  dipsPerMinute: 3,
  lostPerMinute: 4,
};

/** Ratios of one face over `durationS` at about `framesPerSecond`. */
export function simulateEyes(
  framesPerSecond: number,
  durationS: number,
  noise: EyeNoise,
  seed: number,
): EyeSequence {
  const random = createRandom(seed);
  const endMs = durationS * 1000;
  const open = random.between(0.22, 0.36);
  const closures = scriptClosures(random, endMs, noise.blinksPerMinute);
  const dips = scriptSpans(random, endMs, noise.dipsPerMinute, 800, 2500).map((span) => ({
    ...span,
    depth: random.between(0.15, 0.3),
  }));
  const lost = scriptSpans(random, endMs, noise.lostPerMinute, 150, 700);
  const samples: EyeSample[] = [];
  let slow = 0;
  let timeMs = 0;
  let lastMs = 0;
  while (timeMs < endMs) {
    const memory = Math.exp(-(timeMs - lastMs) / 100);
    slow = memory * slow + Math.sqrt(1 - memory ** 2) * random.gauss();
    const error = noise.deviation * Math.SQRT1_2 * (slow + random.gauss());
    const drift = 1 + 0.06 * Math.sin((2 * Math.PI * timeMs) / 23_000 + seed);
    const dip = dips.reduce((left, span) => left * (1 - span.depth * bell(span, timeMs)), 1);
    const shut = closures.reduce((left, span) => left * (1 - lidFall(span, timeMs)), 1);
    const ear = Math.max(0.02, open * drift * dip * shut + error);
    const unseen = lost.some((span) => timeMs >= span.fromMs && timeMs < span.toMs);
    samples.push({ timeMs, ear: unseen ? null : ear });
    lastMs = timeMs;
    timeMs += (1000 / framesPerSecond) * random.between(0.75, 1.25);
  }
  const seen = closures.filter(
    (closure) => !lost.some((span) => span.fromMs < closure.toMs && span.toMs > closure.fromMs),
  );
  return {
    samples,
    blinks: seen.filter((closure) => closure.toMs - closure.fromMs <= 500),
    longClosures: seen.filter((closure) => closure.toMs - closure.fromMs > 500),
  };
}

/** Blinks of 100–400 ms, one in twelve a closure of 0.9–2.5 s; none within 300 ms of another. */
function scriptClosures(random: Random, endMs: number, perMinute: number): Closure[] {
  const closures: Closure[] = [];
  let atMs = 1500 + random.waiting(60_000 / perMinute);
  while (atMs < endMs - 3000) {
    const longMs = random.chance(1 / 12) ? random.between(900, 2500) : random.between(100, 400);
    closures.push({ fromMs: atMs, toMs: atMs + longMs, depth: random.between(0.4, 0.75) });
    atMs += longMs + 300 + random.waiting(60_000 / perMinute);
  }
  return closures;
}

function scriptSpans(
  random: Random,
  endMs: number,
  perMinute: number,
  shortestMs: number,
  longestMs: number,
): { fromMs: number; toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  if (perMinute <= 0) return spans;
  let atMs = random.waiting(60_000 / perMinute);
  while (atMs < endMs) {
    const longMs = random.between(shortestMs, longestMs);
    spans.push({ fromMs: atMs, toMs: atMs + longMs });
    atMs += longMs + random.waiting(60_000 / perMinute);
  }
  return spans;
}

/**
 * Lids fall in the first third and rise in the last half of a blink, in 100 ms of a long closure.
 */
function lidFall(closure: Closure, timeMs: number): number {
  const longMs = closure.toMs - closure.fromMs;
  const sinceMs = timeMs - closure.fromMs;
  if (sinceMs <= 0 || sinceMs >= longMs) return 0;
  const fallMs = Math.min(100, longMs / 3);
  const riseMs = Math.min(150, longMs / 2);
  const part = Math.min(1, sinceMs / fallMs, (longMs - sinceMs) / riseMs);
  return closure.depth * (0.5 - 0.5 * Math.cos(Math.PI * part));
}

function bell(span: { fromMs: number; toMs: number }, timeMs: number): number {
  if (timeMs <= span.fromMs || timeMs >= span.toMs) return 0;
  return Math.sin((Math.PI * (timeMs - span.fromMs)) / (span.toMs - span.fromMs)) ** 2;
}
