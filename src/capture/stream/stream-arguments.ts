import { type FfmpegPlan, GLOBAL_ARGUMENTS } from '../ffmpeg/ffmpeg-plan.js';
import { grayOutput } from '../ffmpeg/picture-outputs.js';
import { previewEncoded } from '../ffmpeg/preview-output.js';

const PREVIEW_FD = 3;
const TIMEOUT_US = 10_000_000;

/**
 * A network stream: RTSP over TCP (UDP loses packets and smears faces), or HTTP. Its address
 * goes through stdin, as a playlist of one, since everybody may read the arguments of a
 * process and the address may hold a password. The protocols allowed hold no `file`, so that a playlist from the network cannot name
 * files of this machine.
 */
export function streamArguments(options: {
  address: string;
  maxWidthPx: number;
  maxHeightPx: number;
  wantPreview: boolean;
}): FfmpegPlan {
  const { address, maxWidthPx, maxHeightPx, wantPreview } = options;
  const { protocols, options: lines } = /^rtsps?:/i.test(address)
    ? {
        protocols: 'pipe,rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto',
        options: ['option rtsp_transport tcp', `option timeout ${TIMEOUT_US}`],
      }
    : {
        protocols: 'pipe,http,https,httpproxy,tcp,tls,crypto,data',
        options: [`option rw_timeout ${TIMEOUT_US}`],
      };
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      // Not `-fflags nobuffer`: it throws the first key frame away, and with it seconds of video.
      ...['-threads', '1', '-flags', 'low_delay'],
      ...['-protocol_whitelist', protocols, '-f', 'concat', '-safe', '0', '-i', 'pipe:0'],
      ...grayOutput({ maxWidthPx, maxHeightPx }),
      ...(wantPreview ? previewEncoded(PREVIEW_FD) : []),
    ],
    stdin: ['ffconcat version 1.0', `file ${quoted(address)}`, ...lines, ''].join('\n'),
    timesFd: null,
    previewFd: wantPreview ? PREVIEW_FD : null,
  };
}

/** As ffmpeg reads it: nothing is special within quotes; an address holds no line breaks. */
function quoted(address: string): string {
  return `'${address.replace(/[\r\n]/g, '').replaceAll("'", "'\\''")}'`;
}
