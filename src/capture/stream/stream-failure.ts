import { EkspresiError } from '../../core/errors.js';
import { explainLines, type FailureRule, liveFailure } from '../ffmpeg/ffmpeg-lines.js';
import type { FilmSeen } from '../media/film-end.js';
import type { ChildExit } from '../process/child-program.js';

/** A status where ffmpeg writes one: of RTSP, of HTTP, and in the summary at its end. */
const STATUS = /^(?:method [A-Z_]+ failed: |HTTP error |pipe:0: Server returned )(\d\d\d|[45]XX)\b/;
const UNREACHABLE =
  /^(?:Connection to \S+ failed: |Connection attempt to \S+ (?:failed|timed out)|Failed to resolve hostname |pipe:0: (?:Connection refused|Connection timed out|Operation timed out|Network is unreachable|No route to host|Host is unreachable|Input\/output error|Name or service not known)$)/;
const NO_VIDEO =
  /^(?:Nonmatching transport in server reply|pipe:0: (?:Protocol not supported|Protocol not found|Invalid data found when processing input)$|Protocol '[^']*' not on whitelist|Stream map '[^']*' matches no streams|Output file #0 does not contain)/;

type Options = { readonly cause?: unknown };

/** What a status of HTTP or RTSP means for the operator; `line` is what said it. */
export function statusFailure(
  status: number,
  { name, line }: { name: string; line: string },
  options: Options = {},
): EkspresiError {
  const texts = { name, line };
  if (status === 401) return new EkspresiError('stream-sign-in', texts, options);
  if (status === 403) return new EkspresiError('stream-forbidden', texts, options);
  if (status === 404 || status === 410) {
    return new EkspresiError('stream-nothing-there', texts, options);
  }
  if (status === 461) return new EkspresiError('stream-transport', texts, options);
  // 453: Not Enough Bandwidth, of RTSP.
  if (status === 453 || status === 503) {
    return new EkspresiError('stream-overloaded', texts, options);
  }
  return new EkspresiError(status >= 500 ? 'stream-faulty' : 'stream-refused', texts, options);
}

function rulesFor(name: string): readonly FailureRule[] {
  return [
    [
      STATUS,
      (line, options) => {
        const status = Number((STATUS.exec(line)?.[1] ?? '').replace('XX', '00'));
        return statusFailure(status, { name, line }, options);
      },
    ],
    [
      UNREACHABLE,
      (line, options) => new EkspresiError('stream-unreachable', { name, line }, options),
    ],
    [NO_VIDEO, (line, options) => new EkspresiError('stream-unplayable', { name, line }, options)],
  ];
}

/** Why ffmpeg ended on a stream. */
export function streamFailure(
  name: string,
  exit: ChildExit,
  stderrLines: readonly string[],
): EkspresiError {
  return liveFailure({ kind: 'stream', name, rules: rulesFor(name), exit, stderrLines });
}

/** Why a recording on a server broke off; null where it ended well. */
export function recordingFailure(
  name: string,
  exit: ChildExit,
  { frames, stderrLines }: FilmSeen,
): EkspresiError | null {
  if (exit.code !== 0 || frames === 0) return streamFailure(name, exit, stderrLines);
  // ffmpeg calls it a good end when the server goes away in the middle.
  return explainLines(stderrLines, rulesFor(name), { cause: { exit, stderr: stderrLines } });
}

/** The server was not reached, or it fell silent. */
export function unreachable(name: string, error: unknown): EkspresiError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ETIMEDOUT' ? 'no answer' : (code ?? message);
  // The error itself may hold the address.
  return new EkspresiError('stream-unreachable', { name, line: reason }, { cause: reason });
}
