import { z } from 'zod';
import { findSourceType, SOURCE_TYPES } from '../../capture/source-types.js';
import { EkspresiError } from '../../core/errors.js';
import { PIXEL_FORMATS, ROTATIONS, RTSP_TRANSPORTS } from '../../core/frame-source.js';

/** The setting `source`. */
export const source = z
  .string()
  .superRefine((text, context) => {
    const message = sourceProblem(text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  })
  .default('camera')
  .describe(`Where frames come from: ${SOURCE_TYPES.map(({ manual }) => manual).join(', ')}.`);

/** The section `camera`. */
export const camera = z
  .strictObject({
    widthPx: z.int().min(160).max(1920).default(640).describe('Width of the analysed picture.'),
    heightPx: z.int().min(120).max(1080).default(480).describe('Height of the analysed picture.'),
    framesPerSecond: z
      .number()
      .min(1)
      .max(60)
      .default(15)
      .describe('Frames asked of the camera per second. Blinks need at least 12.'),
    pixelFormat: z
      .enum(PIXEL_FORMATS)
      .default('auto')
      .describe('What the camera sends; auto takes what it offers.'),
    rotate: z
      .literal(ROTATIONS)
      .default(0)
      .describe(
        'Degrees clockwise by which the picture is turned, for a camera that hangs upside down or on its side.',
      ),
    mirror: z
      .boolean()
      .default(false)
      .describe('Swaps left and right, after the turn, for a camera that looks into a mirror.'),
    displayAspect: z
      .string()
      .refine((text) => text === 'auto' || aspectOf(text) !== null, {
        error: 'auto, or width:height of the picture such as 4:3 or 16:9',
      })
      .default('auto')
      .describe(
        'Shape of the whole picture before the turn, such as 4:3 or 16:9, for recorders that send it squeezed and do not say so; auto takes what the source says.',
      ),
    rtspTransport: z
      .enum(RTSP_TRANSPORTS)
      .default('auto')
      .describe(
        'How an RTSP stream is sent: auto asks for tcp, then for udp, which may lose parts.',
      ),
    credentialsFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File whose first line is user:password of a stream, so that its address needs none; a bare name is a systemd credential (LoadCredential=).',
      ),
    frameDeadlineMs: z
      .int()
      .min(2000)
      .max(120_000)
      .default(10_000)
      .describe('A source that gives no frame for so long is restarted.'),
    pictureDeadlineMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(30_000)
      .describe(
        'A camera whose picture stays the same byte for byte, or black, for so long is reopened; 0 never.',
      ),
    ffmpegPath: z.string().min(1).default('ffmpeg').describe('The ffmpeg program.'),
  })
  .prefault({})
  .describe('The camera, and how its picture is read.');

/** Width by height, from `4:3`; null for what no picture is like. */
export function aspectOf(text: string): number | null {
  const [, width, height] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const aspect = Number(width) / Number(height);
  return aspect >= 0.2 && aspect <= 5 ? aspect : null;
}

/** Why a text names no source, null where it does. */
function sourceProblem(text: string): string | null {
  try {
    findSourceType(text);
    return null;
  } catch (error) {
    return error instanceof EkspresiError ? `${error.message}. ${error.remedy}` : String(error);
  }
}
