import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EkspresiError } from '../../core/errors.js';
import type { SourceType } from '../../core/frame-source.js';
import { endsEarly, type FilmSeen } from '../media/film-end.js';
import { inspectMedia } from '../media/inspect-media.js';
import { mediaInput } from '../media/media-arguments.js';
import { mediaFailure } from '../media/media-failure.js';
import { playRecording } from '../media/play-recording.js';
import { probeMedia } from '../media/probe-media.js';

const traits = {
  kind: 'file',
  isLive: false,
  backoffMs: { first: 1000, max: 15_000 },
} as const;

/** A video file played once, at its own speed, with the times of its own frames. */
export const fileType: SourceType = {
  ...traits,
  examples: '/srv/visit.mp4',
  manual: 'a video file (/srv/a.mp4 or file:///srv/a.mp4)',
  needsSignIn: false,
  matches: (source) => filePath(source) !== null,
  create(settings, deps) {
    const path = filePath(settings.source) as string;
    return {
      traits,
      name: basename(path),
      endless: false,
      async run(signal, sinks) {
        const media = await inspectMedia(path);
        if (media.pictureDemuxer !== null) throw new EkspresiError('media-is-picture', { path });
        if (signal.aborted) return;
        const { ffmpegPath } = settings;
        const { length } = await probeMedia({ ...media, ffmpegPath, signal });
        const recording = {
          input: mediaInput({ ...media, strict: false }),
          redact: (line: string) => line,
          failure: (exit: { code: number | null }, seen: FilmSeen) => {
            if (exit.code !== 0) return mediaFailure(path, seen.stderrLines);
            if (seen.frames === 0) return new EkspresiError('media-without-frames', { path });
            return endsEarly(media, length, seen);
          },
        };
        await playRecording(recording, settings, deps, signal, sinks);
      },
    };
  },
  async check({ source }) {
    const path = filePath(source) as string;
    const { absolutePath } = await inspectMedia(path);
    await access(absolutePath, constants.R_OK);
    return `the source is ${path}`;
  },
};

/** The path that a source names, as a path or a file:// address; null for what is none. */
function filePath(source: string): string | null {
  if (/^file:\/\//i.test(source)) {
    try {
      return fileURLToPath(source);
    } catch {
      // It names a host, as file://video.mp4 does, or holds an escaped slash.
      return null;
    }
  }
  if (source === '') return null;
  if (/^\.{0,2}\//.test(source)) return source;
  // An address with a slash missing, or without its scheme: no file, and it may hold a password.
  return /^[a-z][a-z0-9+.-]*:\//i.test(source) || /:.*@/s.test(source) ? null : source;
}
