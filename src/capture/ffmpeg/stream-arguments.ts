import { type FfmpegPlan, GLOBAL_ARGUMENTS } from './ffmpeg-plan.js';
import { grayOutput } from './gray-output.js';
import { previewEncoded } from './preview-output.js';

const PREVIEW_FD = 3;
const TIMEOUT_US = 10_000_000;

/**
 * A network stream: RTSP over TCP (UDP loses packets and smears faces), or HTTP. The
 * protocols allowed hold no `file`, so that a playlist from the network cannot name
 * files of this machine.
 */
export function streamArguments(options: {
  address: string;
  maxWidthPx: number;
  maxHeightPx: number;
  wantPreview: boolean;
}): FfmpegPlan {
  const { address, maxWidthPx, maxHeightPx, wantPreview } = options;
  const transport = /^rtsps?:/i.test(address)
    ? [
        ...['-protocol_whitelist', 'rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto'],
        ...['-rtsp_transport', 'tcp', '-timeout', String(TIMEOUT_US)],
      ]
    : [
        ...['-protocol_whitelist', 'http,https,httpproxy,tcp,tls,crypto,data'],
        ...['-rw_timeout', String(TIMEOUT_US)],
      ];
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      // Not `-fflags nobuffer`: it throws the first key frame away, and with it seconds of video.
      ...['-threads', '1', '-flags', 'low_delay'],
      ...transport,
      ...['-i', address],
      ...grayOutput({ maxWidthPx, maxHeightPx }),
      ...(wantPreview ? previewEncoded(PREVIEW_FD) : []),
    ],
    timesFd: null,
    previewFd: wantPreview ? PREVIEW_FD : null,
  };
}
