import { EkspresiError, type ErrorCode } from '../../core/errors.js';
import type { ChildExit } from '../process/child-program.js';
import { tellingLine } from './stderr-lines.js';

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
}

const CAMERA_RULES: readonly Rule[] = [
  {
    pattern: /Device or resource busy/,
    code: 'SOURCE_BUSY',
    what: 'is in use by another program',
    remedy: 'Stop the other program; the camera is taken as soon as it is free.',
  },
  {
    pattern: /Permission denied|Operation not permitted/,
    code: 'SOURCE_UNREADABLE',
    what: 'may not be opened',
    remedy: 'Put the service user into the group "video" (usermod -aG video USER).',
  },
  {
    pattern: /No such file or directory|No such device/,
    code: 'SOURCE_MISSING',
    what: 'is not there (unplugged?)',
    remedy: 'Plug the camera in; it is picked up by itself.',
  },
  {
    pattern: /Not a video capture device|Inappropriate ioctl|Invalid argument|Cannot find a proper/,
    code: 'SOURCE_UNREADABLE',
    what: 'does not work as a camera with these settings',
    remedy:
      'Choose another device, size or pixel format; "v4l2-ctl --list-formats-ext" lists them.',
  },
];

const STREAM_RULES: readonly Rule[] = [
  {
    pattern: /401|403|Unauthorized|Forbidden/,
    code: 'SOURCE_UNREADABLE',
    what: 'refuses the user or the password',
    remedy: 'Check the user and the password in the address of the source.',
  },
  {
    pattern:
      /404|Connection refused|timed out|Name or service not known|resolve hostname|unreachable|No route|Input\/output error|name resolution/i,
    code: 'SOURCE_MISSING',
    what: 'cannot be reached',
    remedy: 'Check the address, the network and that the camera is switched on.',
  },
  {
    pattern: /Invalid data|matches no streams|not on whitelist|Protocol not found/,
    code: 'SOURCE_UNREADABLE',
    what: 'sends no video that can be read',
    remedy: 'Open the address in another player; it must be RTSP, MJPEG, MPEG-TS or HLS video.',
  },
];

/**
 * Why a camera or a stream ended. Every end is a fault, exit code 0 included: ffmpeg 5.1
 * exits so when the camera is unplugged.
 */
export function sourceFailure(options: {
  kind: 'camera' | 'stream';
  name: string;
  exit: ChildExit;
  stderrLines: readonly string[];
}): EkspresiError {
  const { kind, name, exit, stderrLines } = options;
  const rules = kind === 'camera' ? CAMERA_RULES : STREAM_RULES;
  const line = tellingLine(stderrLines);
  const cause = { cause: { exit, stderr: stderrLines } };
  for (const rule of rules) {
    const proof = stderrLines.find((text) => rule.pattern.test(text));
    if (proof === undefined) continue;
    const quoted = line ?? proof;
    const message = `the ${kind} ${name} ${rule.what}: ${quoted}`;
    return new EkspresiError(rule.code, message, rule.remedy, cause);
  }
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  return new EkspresiError(
    'SOURCE_ENDED',
    `the ${kind} ${name} ended (${how})${line === null ? '' : `: ${line}`}`,
    `It is opened again by itself; if this repeats, check the ${kind} and its cable.`,
    cause,
  );
}
