import { EkspresiError } from '../../core/errors.js';
import { sourceFailure } from '../ffmpeg/source-failure.js';
import type { ChildExit } from '../process/child-program.js';
import { deviceHolder } from '../v4l2/device-access.js';

/** Explains why a camera's ffmpeg ended; a busy camera is named with who holds it. */
export function cameraFailure(device: string) {
  return async (exit: ChildExit, stderrLines: readonly string[]): Promise<EkspresiError> => {
    const error = sourceFailure({ kind: 'camera', name: device, exit, stderrLines });
    if (error.code !== 'SOURCE_BUSY') return error;
    const holder = await deviceHolder(device);
    if (holder === null) return error;
    return new EkspresiError(
      'SOURCE_BUSY',
      `the camera ${device} is in use by ${holder}`,
      error.remedy,
      { cause: error },
    );
  };
}
