/** Frames closer together than this share of the wanted interval are dropped. */
const CLOSEST_SHARE = 0.6;

/**
 * Holds a flooding source to about the wanted rate: says whether a frame that is complete
 * now is far enough from the last one let through. A camera that ignores the rate asked
 * of it and gives twice as much is halved; one with jitter keeps every frame.
 */
export function createFrameGate(framesPerSecond: number, monotonicMs: () => number): () => boolean {
  const closestMs = (CLOSEST_SHARE * 1000) / framesPerSecond;
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = monotonicMs();
    if (nowMs - lastMs < closestMs) return false;
    lastMs = nowMs;
    return true;
  };
}
