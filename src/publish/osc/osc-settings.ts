import { z } from 'zod';

/** The slice `publish.osc` of the configuration. */
export const oscSettings = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Send every analysis by OSC over UDP.'),
    host: z.string().min(1).default('127.0.0.1').describe('Machine that listens to OSC.'),
    port: z.int().min(1).max(65_535).default(9000).describe('Its UDP port.'),
    prefix: z
      .string()
      .max(100)
      .regex(/^(\/[a-zA-Z0-9_-]+)+$/, { error: 'is no OSC address such as /ekspresi' })
      .default('/ekspresi')
      .describe('First part of the addresses.'),
    maxFaces: z.int().min(1).max(32).default(8).describe('Most faces that have an address.'),
    maxPerSecond: z
      .number()
      .min(1)
      .max(120)
      .default(30)
      .describe('Most analyses sent in a second; the others are left out.'),
  })
  .prefault({})
  .describe('Open Sound Control, for TouchDesigner, Max and the like.');

export type OscSettings = z.infer<typeof oscSettings>;
