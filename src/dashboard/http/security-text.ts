import { Hono } from 'hono';
import type { Clock } from '../../core/clock.js';

const YEAR_MS = 365 * 86_400_000;

/**
 * GET /.well-known/security.txt (RFC 9116): whom to tell of a weakness of this box. There is one
 * only where the operator has named a contact: nobody else answers for a box.
 */
export function securityTextRoute(contact: string, clock: Pick<Clock, 'nowMs'>): Hono {
  const app = new Hono();
  if (contact === '') return app;
  return app.get('/.well-known/security.txt', (c) => {
    // RFC 9116 wants an end; it is a year from the day on which it is read.
    const expires = new Date(clock.nowMs() + YEAR_MS).toISOString().slice(0, 10);
    return c.text(
      `Contact: ${contact}\nExpires: ${expires}T00:00:00Z\nPreferred-Languages: en, id\n`,
    );
  });
}
