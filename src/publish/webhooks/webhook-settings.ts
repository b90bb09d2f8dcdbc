import { z } from 'zod';
import { EXPRESSIONS } from '../../core/expression.js';

const MAX_HOOKS = 20;
const seconds = z.number().min(1).max(604_800);

/** Why an address takes no webhooks; null where it may. */
function hookUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is no address such as https://example.org/hook';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'begins with https:// or http://';
  return username === '' && password === '' ? null : 'has a user or password in it';
}

/** When a webhook is sent. */
const rule = z.discriminatedUnion('kind', [
  z.strictObject({
    /** So many faces have shown an expression, clearly, within so long. */
    kind: z.literal('expression'),
    expression: z.enum(EXPRESSIONS),
    faces: z.int().min(1).max(100).default(1),
    withinSeconds: seconds.default(10),
  }),
  /** Nobody has been in view for so long, while the kiosk was open and its camera worked. */
  z.strictObject({ kind: z.literal('nobody'), forSeconds: seconds }),
  z.strictObject({ kind: z.literal('camera-lost'), forSeconds: seconds.default(300) }),
  z.strictObject({
    kind: z.literal('visit-ended'),
    minSeconds: z.number().min(0).max(86_400).default(0),
  }),
]);

export type WebhookRule = z.infer<typeof rule>;

const hook = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, { error: 'is not made of a-z, 0-9 and -' }),
  url: z.string().superRefine((text, context) => {
    const message = hookUrlProblem(text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  }),
  secretFile: z.string().min(1),
  caFile: z.string().min(1).optional(),
  perMinute: z.int().min(1).max(600).default(30),
  when: rule,
});

export type WebhookSettings = z.infer<typeof hook>;

/** The slice `publish.webhooks` of the configuration. */
export const webhookSettings = z
  .array(hook)
  .max(MAX_HOOKS)
  .refine((hooks) => new Set(hooks.map(({ name }) => name)).size === hooks.length, {
    error: 'two hooks have the same name',
  })
  .default([])
  .describe(
    'Webhooks: {name, url, secretFile, when: {kind: expression, expression: happy, faces: 3, withinSeconds: 10}}; the other kinds are nobody, camera-lost and visit-ended. See docs/webhooks.md.',
  );
