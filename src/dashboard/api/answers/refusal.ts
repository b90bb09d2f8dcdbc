import { z } from 'zod';

/** What is sent in place of an answer, as RFC 9457 has it. */
export const refusal = z
  .strictObject({
    type: z.string().describe('about:blank: what the status says is all.'),
    title: z.string().describe('What the status is called.'),
    status: z.int().min(400).max(599).describe('The HTTP status.'),
    detail: z.string().describe('One line for people.'),
    code: z.string().optional().describe('Code of the failure, such as USAGE, where it has one.'),
    error: z
      .strictObject({
        status: z.int().min(400).max(599).describe('The HTTP status.'),
        message: z.string().describe('One line for people.'),
      })
      .describe('The same, as it was told before; read the fields above.'),
  })
  .describe('What is sent in place of an answer (application/problem+json, RFC 9457).');
