import { redactSource, redactText } from '../capture/redact.js';

const SECRET_NAME = /pass|token|secret|key|credential/i;
const IP_VERSION_4 = /\b(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}\b/g;
const IP_VERSION_6 =
  /(?<![\w:])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){4})[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi;

/** Names that tell whose box it is. */
export interface Identity {
  readonly hostName: string;
  readonly homeFolder: string;
}

/** A text without credentials, network addresses, the box's name and the home folder. */
export function scrubText(text: string, { hostName, homeFolder }: Identity): string {
  let clean = redactText(text)
    .replace(IP_VERSION_4, '<address>')
    .replace(IP_VERSION_6, '<address>');
  if (homeFolder.length > 1) clean = clean.replaceAll(homeFolder, '~');
  // A short name would blank harmless words.
  if (hostName.length >= 4 && hostName !== 'localhost')
    clean = clean.replaceAll(hostName, '<host>');
  return clean;
}

/** The lines of a log that may be shown; one that speaks of a password is left out whole. */
export function scrubLog(log: string, identity: Identity): readonly string[] {
  return log
    .split('\n')
    .filter((line) => line !== '' && !/password/i.test(line))
    .map((line) => scrubText(line, identity));
}

/** Settings with the values of secret ones, and the names of other machines, left out. */
export function scrubSettings(value: unknown, identity: Identity, name = ''): unknown {
  if (SECRET_NAME.test(name) || name === 'allowedHosts') return '…';
  if (typeof value === 'string') {
    return scrubText(name === 'source' ? redactSource(value) : value, identity);
  }
  if (Array.isArray(value)) return value.map((one) => scrubSettings(one, identity));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, scrubSettings(one, identity, key)]),
    );
  }
  return value;
}
