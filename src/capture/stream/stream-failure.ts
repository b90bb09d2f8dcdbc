import { EkspresiError, type ErrorCode } from '../../core/errors.js';
import { type FailureRule, findFailure, liveFailure } from '../ffmpeg/ffmpeg-lines.js';
import type { ChildExit } from '../process/child-program.js';

const REACH = 'Check the address, the network and that the camera is switched on.';
const NO_VIDEO = 'Open the address in another player; it must be RTSP, MJPEG, MPEG-TS or HLS video.';
const AGAIN = 'It is opened again by itself; if this repeats, check the camera and its network.';

interface Cause {
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
}

/** What a status of HTTP or RTSP means for the operator. */
function statusCause(status: number): Cause {
  if (status === 401) {
    return {
      code: 'SOURCE_UNREADABLE',
      what: 'refuses the user or the password',
      remedy: 'Check the user and the password of the camera.',
    };
  }
  if (status === 403) {
    return {
      code: 'SOURCE_UNREADABLE',
      what: 'forbids access',
      remedy: 'Allow this user, and the address of this box, to view the video in the settings of the camera.',
    };
  }
  if (status === 404 || status === 410) {
    return {
      code: 'SOURCE_MISSING',
      what: 'has nothing at this address',
      remedy: 'Look up the path of the video in the manual of the camera.',
    };
  }
  if (status === 461) {
    return {
      code: 'SOURCE_UNREADABLE',
      what: 'does not offer this transport',
      remedy: 'Set camera.rtspTransport to auto, or to the one that the camera has.',
    };
  }
  if (status === 453 || status === 503) {
    return {
      code: 'SOURCE_UNREADABLE',
      what: 'is overloaded',
      remedy: 'Close other viewers of the camera, or take its smaller stream; it is asked again by itself.',
    };
  }
  if (status >= 500) {
    return {
      code: 'SOURCE_UNREADABLE',
      what: 'has a fault of its own',
      remedy: 'Restart the camera; it is asked again by itself.',
    };
  }
  return {
    code: 'SOURCE_UNREADABLE',
    what: 'refuses the request',
    remedy: 'Check the address of the video in the manual of the camera.',
  };
}

const STATUSES = [401, 403, 404, 410, 453, 461, 503];
const SUMMARY = 'pipe:0: Server returned ';

/** ffmpeg's own lines, each from its beginning; a status stands where a status stands. */
const RULES: readonly FailureRule[] = [
  ...STATUSES.map((status) => ({
    pattern: new RegExp(`^(?:method [A-Z_]+ failed: |HTTP error |${SUMMARY})${status}\\b`),
    ...statusCause(status),
  })),
  {
    pattern: new RegExp(`^(?:method [A-Z_]+ failed: |HTTP error )5\\d\\d\\b|^${SUMMARY}5XX`),
    ...statusCause(500),
  },
  {
    pattern: new RegExp(`^(?:method [A-Z_]+ failed: |HTTP error )4\\d\\d\\b|^${SUMMARY}4`),
    ...statusCause(400),
  },
  {
    pattern:
      /^(?:Connection to \S+ failed: |Failed to resolve hostname |Connection attempt to \S+ (?:failed|timed out)|pipe:0: (?:Connection refused|Connection timed out|Operation timed out|Network is unreachable|No route to host|Host is unreachable|Input\/output error|Name or service not known)$)/,
    code: 'SOURCE_MISSING',
    what: 'cannot be reached',
    remedy: REACH,
  },
  {
    pattern:
      /^(?:Nonmatching transport in server reply|pipe:0: (?:Protocol not supported|Invalid data found when processing input|Protocol not found)$|Protocol '[^']*' not on whitelist|Stream map '[^']*' matches no streams|Output file #0 does not contain)/,
    code: 'SOURCE_UNREADABLE',
    what: 'sends no video that can be read',
    remedy: NO_VIDEO,
  },
];

/** Why ffmpeg ended on a stream. */
export function streamFailure(
  name: string,
  exit: ChildExit,
  stderrLines: readonly string[],
): EkspresiError {
  return liveFailure({ subject: `the stream ${name}`, rules: RULES, exit, stderrLines, remedy: AGAIN });
}

/** Why a recording on a server broke off; null where it ended well. */
export function recordingFailure(
  name: string,
  exit: ChildExit,
  stderrLines: readonly string[],
  frames: number,
): EkspresiError | null {
  if (exit.code === 0 && frames > 0) {
    // ffmpeg calls it a good end when the server goes away in the middle.
    const broken = findFailure(stderrLines, RULES);
    return broken === null ? null : streamFailure(name, exit, stderrLines);
  }
  return streamFailure(name, exit, stderrLines);
}

/** An answer of a web server that is no video. */
export function answerFailure(name: string, status: number): EkspresiError {
  const { code, what, remedy } = statusCause(status);
  return new EkspresiError(code, `the stream ${name} ${what} (HTTP status ${status})`, remedy);
}

/** The address gives one picture and ends, as a camera's snapshot does. */
export function snapshotAddress(name: string): EkspresiError {
  return new EkspresiError(
    'SOURCE_UNREADABLE',
    `the stream ${name} is a snapshot address: it gives one picture and ends`,
    "Use the address of the camera's video (MJPEG or RTSP); its manual names it.",
  );
}

/** A page to sign in, or the start page of the camera. */
export function pageAddress(name: string): EkspresiError {
  return new EkspresiError(
    'SOURCE_UNREADABLE',
    `the stream ${name} is a web page, not a video`,
    "Use the address of the camera's video (MJPEG or RTSP); its manual names it.",
  );
}

/** The server was not reached, or it fell silent. */
export function unreachable(name: string, error: unknown): EkspresiError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ETIMEDOUT' ? 'no answer' : (code ?? message);
  return new EkspresiError(
    'SOURCE_MISSING',
    `the stream ${name} cannot be reached (${reason})`,
    REACH,
    // The error itself may hold the address.
    { cause: reason },
  );
}

/** The server ended a live stream. */
export function streamEnded(name: string, pictures: number): EkspresiError {
  return pictures === 0
    ? new EkspresiError('SOURCE_UNREADABLE', `the stream ${name} sends no picture`, NO_VIDEO)
    : new EkspresiError('SOURCE_ENDED', `the stream ${name} ended`, AGAIN);
}
