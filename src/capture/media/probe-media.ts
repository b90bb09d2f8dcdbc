import { systemClock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import { findFfprobe } from '../ffmpeg/ffmpeg.js';
import { runProgram } from '../process/run-program.js';
import type { FilmLength } from './film-end.js';
import type { MediaFile } from './inspect-media.js';
import { type MediaInput, mediaInput } from './media-arguments.js';
import { mediaFailure } from './media-failure.js';

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 1_000_000;

export interface MediaSize {
  /** As displayed: turned as the file asks, and with square pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** True when there is exactly one frame. */
  readonly still: boolean;
  readonly length: FilmLength;
}

interface SideData {
  readonly rotation?: number;
}

interface Probe {
  readonly streams?: readonly {
    readonly width?: number;
    readonly height?: number;
    readonly sample_aspect_ratio?: string;
    readonly nb_frames?: string;
    readonly avg_frame_rate?: string;
    readonly duration?: string;
    readonly tags?: { readonly DURATION?: string };
    readonly nb_read_packets?: string;
    readonly side_data_list?: readonly SideData[];
  }[];
  readonly format?: { readonly format_name?: string; readonly duration?: string };
  readonly frames?: readonly { readonly side_data_list?: readonly SideData[] }[];
}

/**
 * The options for ffprobe: facts of the first video stream and, of its first frame, the rotation.
 */
function probeArguments(
  options: MediaInput & {
    /** Counts the packets, which reads the whole file: only for small kinds such as GIF. */
    countPackets: boolean;
  },
): readonly string[] {
  const entries = [
    'stream=width,height,sample_aspect_ratio,nb_frames,nb_read_packets,avg_frame_rate,duration',
    ...['stream_side_data=rotation', 'stream_tags=DURATION', 'format=format_name,duration'],
  ];
  return [
    ...['-hide_banner', '-loglevel', 'level+warning', '-of', 'json', '-select_streams', 'v:0'],
    // A picture's rotation (EXIF) is known only from its decoded frame, a video's from its header.
    // The first packet alone: other pictures may follow it.
    ...(options.pictureDemuxer === null ? [] : ['-read_intervals', '%+#1']),
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
    throw new EkspresiError('media-probe-timeout', { path, seconds: TIMEOUT_MS / 1000 });
  const probe = parseProbe(result.stdout);
  const stream = probe.streams?.[0];
  if (result.exit.code !== 0) throw mediaFailure(path, result.stderrLines, pictureDemuxer);
  if (stream === undefined) throw new EkspresiError('media-without-frames', { path });
  if (!(stream.width && stream.height)) {
    throw mediaFailure(path, result.stderrLines, pictureDemuxer);
  }
  const sideData = [...(stream.side_data_list ?? []), ...(probe.frames?.[0]?.side_data_list ?? [])];
  const turned = sideData.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90);
  const frames = stream.nb_read_packets ?? stream.nb_frames;
  const aspect = pictureDemuxer === null ? pixelAspect(stream.sample_aspect_ratio) : 1;
  const widthPx = Math.round(stream.width * Math.max(1, aspect));
  const heightPx = Math.round(stream.height * Math.max(1, 1 / aspect));
  return {
    widthPx: turned ? heightPx : widthPx,
    heightPx: turned ? widthPx : heightPx,
    still: pictureDemuxer !== null || frames === '1',
    length: filmLength(stream, probe.format),
  };
}

function filmLength(
  stream: NonNullable<Probe['streams']>[number],
  format: Probe['format'],
): FilmLength {
  const [over = 0, under = 0] = (stream.avg_frame_rate ?? '').split('/').map(Number);
  // Matroska has a length for each stream in a tag, others for all of the file.
  const [hours, minutes, seconds] = (stream.tags?.DURATION ?? '').split(':').map(Number);
  const tagS = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const durationS = [tagS, Number(stream.duration), Number(format?.duration)].find((s) => s > 0);
  return {
    frames: Number(stream.nb_frames) > 0 ? Number(stream.nb_frames) : null,
    framesPerSecond: over > 0 && under > 0 ? over / under : null,
    durationS: durationS ?? null,
    countsFrames: format?.format_name === 'avi',
  };
}

/** Width by height of a pixel, from `4:3`; 1 where none is known, or none that can be meant. */
function pixelAspect(text: string | undefined): number {
  const [, width, height] = /^(\d+):(\d+)$/.exec(text ?? '') ?? [];
  const aspect = Number(width) / Number(height);
  return aspect >= 0.25 && aspect <= 4 ? aspect : 1;
}

function parseProbe(json: string): Probe {
  try {
    return JSON.parse(json) as Probe;
  } catch {
    return {};
  }
}
