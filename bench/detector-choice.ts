import { DETECTORS, type DetectorChoice } from '../src/inference/inference-settings.js';

/**
 * The detector with this name. Throws where there is none, so that nothing else is measured in its
 * place.
 */
export function detectorNamed(name: string): DetectorChoice {
  const detector = DETECTORS.find((known) => known === name);
  if (detector === undefined) throw new Error(`no detector ${name}, but ${DETECTORS.join(', ')}`);
  return detector;
}
