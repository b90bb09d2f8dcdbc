import { z } from 'zod';
import { isOrigin } from '../../core/origin.js';
import { isTimeZone } from '../../core/time-zone.js';
import { trustedProxyProblem } from '../../dashboard/http/client-address.js';
import { allowedHostProblem } from '../../dashboard/http/host-guard.js';

export const MAX_ALLOWED_HOSTS = 50;
const MAX_TRUSTED_PROXIES = 20;
const MAX_EMBED_ORIGINS = 20;

/** A text that is right where `problemOf` finds nothing wrong with it. */
function checkedText(problemOf: (text: string) => string | null) {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const message = problemOf(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });
}

/** How the pages are served. */
export const dashboard = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default('auto')
      .describe(
        'Address that the pages are served on: 0.0.0.0 is the whole network, 127.0.0.1 this machine; auto is the network for cameras and streams, this machine for drawn visitors and recordings.',
      ),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(8080)
      .describe('Port of the pages; 0 takes a free one.'),
    signIn: z
      .enum(['auto', 'always'])
      .default('auto')
      .describe(
        'Who must sign in: auto asks everybody unless only this machine can reach the pages.',
      ),
    preview: z
      .enum(['auto', 'off', 'boxes', 'video'])
      .default('auto')
      .describe(
        'Live picture: off, boxes on an empty canvas, or the video; auto is the video of drawn visitors, who are nobody, and boxes otherwise.',
      ),
    language: z.enum(['auto', 'en', 'id']).default('auto').describe('Language of the pages.'),
    timeZone: z
      .string()
      .min(1)
      .default('UTC')
      .refine(isTimeZone, { error: 'is not an IANA time zone such as Asia/Jakarta' })
      .describe('IANA name of the zone that pages show times in.'),
    tlsCertPath: z
      .string()
      .min(1)
      .optional()
      .describe('Certificate chain (PEM); with tlsKeyPath the pages are served by HTTPS only.'),
    tlsKeyPath: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Private key of the certificate (PEM); a bare name is a systemd credential (LoadCredential=).',
      ),
    allowedHosts: z
      .array(checkedText(allowedHostProblem))
      .max(MAX_ALLOWED_HOSTS)
      .default([])
      .describe(
        'Names that the box may be called by, besides addresses, localhost and *.local; *.example.org is every name below it.',
      ),
    evidenceVisitors: z
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe('Fewest visitors that a happy share, a best hour or a heat-map cell stands on.'),
    evidenceSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(60)
      .describe('Least time in view that it stands on.'),
    embedOrigins: z
      .array(
        z.string().refine(isOrigin, { error: 'is no origin such as https://signage.example.org' }),
      )
      .max(MAX_EMBED_ORIGINS)
      .default([])
      .describe('Origins of the pages that may show /kiosk in a frame.'),
    trustedProxies: z
      .array(checkedText(trustedProxyProblem))
      .max(MAX_TRUSTED_PROXIES)
      .default([])
      .describe(
        'Addresses or ranges of reverse proxies whose X-Forwarded-For is believed; see docs/reverse-proxy.md.',
      ),
  })
  .refine(({ tlsCertPath, tlsKeyPath }) => !tlsCertPath === !tlsKeyPath, {
    error: 'tlsCertPath and tlsKeyPath go together',
    path: ['tlsKeyPath'],
  })
  .prefault({})
  .describe('The pages on the local network.');
