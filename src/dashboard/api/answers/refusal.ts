import { z } from 'zod';

/** What is sent in place of an answer. */
export const refusal = z
  .strictObject({
    error: z
      .strictObject({
        status: z.int().min(400).max(599).describe('The HTTP status.'),
        message: z.string().describe('One line for people.'),
      })
      .describe('Why there is no answer.'),
  })
  .describe('What is sent in place of an answer.');
