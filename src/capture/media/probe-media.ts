import { systemClock } from '../../core/clock.js';
import { findFfprobe } from '../ffmpeg/ffmpeg-program.js';
import { runProgram } from '../process/run-program.js';
import type { MediaFile } from './inspect-media.js';
import { type MediaInput, mediaInput } from './media-arguments.js';
import { invalidMedia, mediaFailure } from './media-failure.js';

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 1_000_000;

export interface MediaSize {
  /** As displayed: after the rotation that the file asks for. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** True when there is exactly one frame. */
  readonly still: boolean;
}

interface SideData {
  readonly rotation?: number;
}

interface Probe {
  readonly streams?: readonly {
    readonly width?: number;
    readonly height?: number;
    readonly nb_frames?: string;
    readonly nb_read_packets?: string;
    readonly side_data_list?: readonly SideData[];
  }[];
  readonly frames?: readonly { readonly side_data_list?: readonly SideData[] }[];
}

/** The options for ffprobe: facts of the first video stream and, of its first frame, the rotation. */
function probeArguments(
  options: MediaInput & {
    /** Counts the packets, which reads the whole file: only for small kinds such as GIF. */
    countPackets: boolean;
  },
): readonly string[] {
  const entries = ['stream=width,height,nb_frames,nb_read_packets', 'stream_side_data=rotation'];
  return [
    ...['-hide_banner', '-loglevel', 'level+warning', '-of', 'json', '-select_streams', 'v:0'],
    // A picture's rotation (EXIF) is known only from its decoded frame, a video's from its header.
    ...(options.pictureDemuxer === null
      ? ['-show_entries', entries.join(':')]
      : ['-show_frames', '-show_entries', [...entries, 'frame_side_data=rotation'].join(':')]),
    ...(options.countPackets ? ['-count_packets'] : []),
    ...mediaInput(options),
  ];
}

/**
 * Asks ffprobe for the displayed size of a picture or video.
 * @throws EkspresiError MEDIA_INVALID, MEDIA_TOO_LARGE or FFMPEG_MISSING
 */
export async function probeMedia(
  options: MediaFile & { ffmpegPath: string; signal?: AbortSignal | undefined },
): Promise<MediaSize> {
  const { path, pictureDemuxer } = options;
  const result = await runProgram({
    program: findFfprobe(options.ffmpegPath),
    args: probeArguments(options),
    clock: systemClock,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal: options.signal,
  });
  if (result.hanging !== null)
    throw invalidMedia(path, `ffprobe gave up after ${TIMEOUT_MS / 1000} s`);
  const probe = parseProbe(result.stdout);
  const stream = probe.streams?.[0];
  if (result.exit.code !== 0) throw mediaFailure(path, result.stderrLines);
  if (stream === undefined) throw invalidMedia(path, 'it holds no video frames');
  if (!(stream.width && stream.height)) throw mediaFailure(path, result.stderrLines);
  const sideData = [...(stream.side_data_list ?? []), ...(probe.frames?.[0]?.side_data_list ?? [])];
  const turned = sideData.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90);
  const frames = stream.nb_read_packets ?? stream.nb_frames;
  return {
    widthPx: turned ? stream.height : stream.width,
    heightPx: turned ? stream.width : stream.height,
    still: pictureDemuxer !== null || frames === '1',
  };
}

function parseProbe(json: string): Probe {
  try {
    return JSON.parse(json) as Probe;
  } catch {
    return {};
  }
}
