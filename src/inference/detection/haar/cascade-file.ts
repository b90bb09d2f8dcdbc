import { existsSync, readFileSync } from 'node:fs';
import { EkspresiError } from '../../../core/errors.js';
import { type CvCascade, type OpenCv, openCvError } from './opencv.js';

const FILE_IN_WASM = 'cascade.xml';

/** Reads a cascade's XML. Throws CASCADE_MISSING. */
export function readCascadeFile(path: string): Uint8Array {
  if (!existsSync(path)) {
    throw new EkspresiError(
      'CASCADE_MISSING',
      `The face detector's cascade is missing: ${path}`,
      'Install it with `apt install opencv-data`, or set inference.cascadePath to its place.',
    );
  }
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new EkspresiError(
      'CASCADE_MISSING',
      `The face detector's cascade cannot be read: ${path}`,
      'Make the file readable for the user that runs ekspresi.',
      { cause },
    );
  }
}

/** Gives a cascade's XML to OpenCV. Throws CASCADE_MISSING where OpenCV finds none in it. */
export function loadCascade(cv: OpenCv, path: string, xml: Uint8Array): CvCascade {
  const cascade = new cv.CascadeClassifier();
  cv.FS_createDataFile('/', FILE_IN_WASM, xml, true, false, false);
  let reason: Error | undefined;
  try {
    if (cascade.load(`/${FILE_IN_WASM}`)) return cascade;
  } catch (thrown) {
    reason = openCvError(cv, thrown);
  } finally {
    cv.FS_unlink(`/${FILE_IN_WASM}`);
  }
  cascade.delete();
  throw new EkspresiError(
    'CASCADE_MISSING',
    `Not a Haar cascade that OpenCV can read: ${path}`,
    'Reinstall it with `apt install --reinstall opencv-data`.',
    { cause: reason },
  );
}
