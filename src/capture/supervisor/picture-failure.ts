import { EkspresiError } from '../../core/errors.js';
import type { FrameSource } from '../../core/frame-source.js';
import type { PictureFault } from './picture-watch.js';

/** Explains a camera that gives frames in which nothing can be seen. */
export function pictureFailure(
  fault: PictureFault,
  { kind, name }: Pick<FrameSource, 'kind' | 'name'>,
): EkspresiError {
  return fault === 'frozen'
    ? new EkspresiError(
        'SOURCE_FROZEN',
        `the ${kind} ${name} gives the same picture again and again`,
        'It is opened again by itself; if this lasts, unplug it and plug it in again.',
      )
    : new EkspresiError(
        'SOURCE_BLACK',
        `the ${kind} ${name} gives a black picture`,
        'Uncover its lens or turn a light on; it is taken up again by itself.',
      );
}
