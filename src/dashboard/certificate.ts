import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { EkspresiError, errorReason } from '../core/errors.js';

export interface CertificateFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

/**
 * Certificate and key of the pages, which fit each other.
 *
 * @throws EkspresiError CERTIFICATE_UNUSABLE
 */
export function readCertificate({ certPath, keyPath }: CertificateFiles): {
  readonly cert: Buffer;
  readonly key: Buffer;
} {
  try {
    const pair = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
    createSecureContext(pair);
    return pair;
  } catch (cause) {
    throw new EkspresiError('certificate-unusable', { reason: errorReason(cause) }, { cause });
  }
}
