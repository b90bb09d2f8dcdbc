import type { RtspTransport, SourceSettings } from '../../core/frame-source.js';
import type { FfmpegPlan } from '../ffmpeg/ffmpeg.js';
import { liveArguments } from '../ffmpeg/live-arguments.js';

const TIMEOUT_US = 10_000_000;

/** UDP loses packets and smears faces: it is taken where the camera has nothing else. */
const TRANSPORTS: Readonly<Record<RtspTransport, readonly string[]>> = {
  auto: ['option rtsp_transport udp+tcp', 'option rtsp_flags prefer_tcp'],
  tcp: ['option rtsp_transport tcp'],
  udp: ['option rtsp_transport udp'],
};

/**
 * How ffmpeg opens an address, which goes through stdin, as a playlist of one: everybody may read
 * the arguments of a process, and the address may hold a password. The protocols allowed hold no
 * `file`, so that a playlist from the network cannot name files of this machine.
 */
export function addressInput(
  address: string,
  transport: RtspTransport,
): { readonly input: readonly string[]; readonly stdin: string } {
  const { protocols, options } = /^rtsps?:/i.test(address)
    ? {
        protocols: 'pipe,rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto',
        options: [...TRANSPORTS[transport], `option timeout ${TIMEOUT_US}`],
      }
    : {
        protocols: 'pipe,http,https,httpproxy,tcp,tls,crypto,data',
        options: [`option rw_timeout ${TIMEOUT_US}`],
      };
  return {
    input: ['-protocol_whitelist', protocols, '-f', 'concat', '-safe', '0', '-i', 'pipe:0'],
    stdin: ['ffconcat version 1.0', `file ${quoted(address)}`, ...options, ''].join('\n'),
  };
}

/** A live stream that ffmpeg opens itself. */
export function streamArguments(settings: SourceSettings, address: string): FfmpegPlan {
  const { input, stdin } = addressInput(address, settings.rtspTransport);
  // Not `-fflags nobuffer`: it throws the first key frame away, and with it seconds of video.
  return { ...liveArguments(settings, ['-flags', 'low_delay', ...input]), stdin };
}

/** As ffmpeg reads it: nothing is special within quotes; an address holds no line breaks. */
function quoted(address: string): string {
  return `'${address.replace(/[\r\n]/g, '').replaceAll("'", "'\\''")}'`;
}
