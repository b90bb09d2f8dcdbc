import { z } from 'zod';
import type { FrameAnalysis } from '../../core/face.js';
import { liveFace } from './answers/live-answer.js';
import { withNames } from './vector-names.js';

/** Fields of a face that `fields` may name. */
const FACE_FIELDS: readonly string[] = Object.keys(liveFace.shape);

/** What a reader of `/api/v1/live/events` may ask for. */
export const leanQuery = z.object({
  rate: z.coerce
    .number()
    .min(0.1)
    .max(30)
    .optional()
    .describe('Events a second at most; as many as the box allows where it is left out.'),
  landmarks: z.enum(['0', '1']).default('1').describe('0 leaves out the 68 landmarks.'),
  fields: z
    .string()
    .max(500)
    .optional()
    .describe('Fields of a face, separated by commas; of the frame only capturedAtMs is sent then.')
    .refine((text) => text === undefined || unknownField(text) === undefined, {
      error: ({ input }) => `no field of a face: ${unknownField(String(input))?.slice(0, 40)}`,
    }),
});

type LeanQuery = z.output<typeof leanQuery>;

const listed = (text: string) => text.split(',').map((name) => name.trim());

function unknownField(text: string): string | undefined {
  return listed(text).find((name) => !FACE_FIELDS.includes(name));
}

/** The data of one event, with no more than was asked for. */
export function leanAnalysis(analysis: FrameAnalysis, { landmarks, fields }: LeanQuery): object {
  const named = withNames(analysis);
  if (fields === undefined) {
    if (landmarks === '1') return named;
    return { ...named, faces: named.faces.map(({ landmarks: _, ...face }) => face) };
  }
  const wanted = listed(fields);
  const faces = named.faces.map((face) =>
    Object.fromEntries(wanted.map((name) => [name, face[name as keyof typeof face]])),
  );
  return { capturedAtMs: analysis.capturedAtMs, faces };
}
