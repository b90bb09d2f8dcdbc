export interface BackoffMs {
  readonly first: number;
  readonly max: number;
}

/** Wait before the next attempt after `failures` ones in a row (1…): doubles up to the most. */
export function backoffDelayMs({ first, max }: BackoffMs, failures: number): number {
  return Math.min(max, first * 2 ** Math.min(failures - 1, 30));
}
