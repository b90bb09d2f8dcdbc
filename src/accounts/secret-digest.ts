import { createHash } from 'node:crypto';

/** What is stored of a random secret of 256 bits; passwords need more (see password.ts). */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
