import { readFileSync } from 'node:fs';
import { EkspresiError } from '../core/errors.js';
import { readSecretLine, secretPath } from '../core/secret-file.js';
import { readSettingFile } from '../core/setting-file.js';

interface CredentialFiles {
  readonly credentialsFile?: string | undefined;
  readonly caFile?: string | undefined;
}

interface BrokerCredentials {
  readonly ca?: Buffer;
  readonly username?: string;
  readonly password?: string;
}

/** @throws EkspresiError CONFIG_UNREADABLE; it never quotes a file */
export function readBrokerCredentials(files: CredentialFiles): BrokerCredentials {
  const { credentialsFile, caFile } = files;
  const ca =
    caFile === undefined ? {} : { ca: readSettingFile(caFile, () => readFileSync(caFile)) };
  if (credentialsFile === undefined) return ca;
  const path = secretPath(credentialsFile);
  const line = readSettingFile(path, () => readSecretLine(path));
  const [, username, password] = /^([^:]+):(.*)$/.exec(line) ?? [];
  if (username === undefined || password === undefined) {
    throw new EkspresiError('mqtt-credentials-unclear', { path });
  }
  return { ...ca, username, password };
}
