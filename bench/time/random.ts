/** Seeded random numbers, so that a figure in a report can be had again. */
export interface Random {
  /** Uniform in 0…1, 1 excluded. */
  uniform(): number;
  between(low: number, high: number): number;
  /** Standard normal. */
  gauss(): number;
  /** Exponential with the given mean. */
  waiting(mean: number): number;
  chance(probability: number): boolean;
}

/** A generator after mulberry32 (public domain, Tommy Ettinger). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    gauss: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    waiting: (mean) => -mean * Math.log(1 - uniform()),
    chance: (probability) => uniform() < probability,
  };
}
