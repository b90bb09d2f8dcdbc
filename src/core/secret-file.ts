import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

const MAX_SECRET_BYTES = 4096;

/**
 * Where a secret of the configuration lies: a bare name is a systemd credential
 * (`LoadCredential=`), a file in $CREDENTIALS_DIRECTORY.
 */
export function secretPath(file: string, environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment.CREDENTIALS_DIRECTORY ?? '';
  return isAbsolute(file) || folder === '' ? file : join(folder, file);
}

/** First line of a secret's file, as it is. @throws the system's own error */
export function readSecretLine(path: string): string {
  const text = readFileSync(path, 'utf8').slice(0, MAX_SECRET_BYTES);
  return text.split(/\r?\n/, 1)[0] ?? '';
}
