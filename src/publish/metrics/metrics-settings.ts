import { z } from 'zod';

/** The slice `publish.metrics` of the configuration. */
export const metricsSettings = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Serve /metrics for Prometheus.'),
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe(
        'Address of /metrics. Beyond this machine (0.0.0.0) programs must send the token of tokenFile.',
      ),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(9469)
      .describe('Port of /metrics; 0 takes a free one.'),
    tokenFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File whose first line is the bearer token that /metrics asks for; a bare name is a systemd credential (LoadCredential=).',
      ),
  })
  .prefault({})
  .describe('Metrics for Prometheus.');

export type MetricsSettings = z.infer<typeof metricsSettings>;
