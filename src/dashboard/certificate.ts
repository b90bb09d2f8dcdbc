import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { EkspresiError } from '../core/errors.js';

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
    throw new EkspresiError(
      'CERTIFICATE_UNUSABLE',
      `The certificate cannot be used: ${(cause as Error).message}`,
      'Check dashboard.tlsCertPath and tlsKeyPath, that they belong together, and that the service may read them.',
      { cause },
    );
  }
}
