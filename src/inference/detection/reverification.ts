/** A face that its points follow is looked for with the detector only so often … */
export const REVERIFY_AFTER_MS = 1000;
/** … and not believed any longer when that has not seen it for so long: heads turn for a while. */
export const REVERIFICATION_TIMEOUT_MS = 4000;
