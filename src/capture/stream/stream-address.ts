import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { decoded, redactSource } from '../redact.js';

const STREAM = /^(rtsps?|https?):\/\/(.*)$/is;
const MAX_CREDENTIALS_BYTES = 4096;

/** Whether a source is written as the address of a stream. */
export function isStreamAddress(source: string): boolean {
  return STREAM.test(source);
}

/**
 * Why an address cannot be read, null where it can. A reader takes the first `/`, `?` or `#` for
 * the end of user, password and host; one that belongs to the password has to be encoded.
 */
export function addressProblem(address: string): string | null {
  const rest = STREAM.exec(address)?.[2] ?? '';
  const odd = [...rest].find((char) => char <= ' ' || char === '\\' || char === '\x7f');
  if (odd !== undefined) return unencoded(address, odd);
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const last = rest.lastIndexOf('@');
  if (end >= 0 && last > end && isInPassword(authority, rest.slice(end), rest.slice(last + 1))) {
    return unencoded(address, rest[end] as string);
  }
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const wrong = hostProblem(host);
  return wrong === null ? null : `the address ${redactSource(address)} ${wrong}`;
}

/** Whether what ends the authority stands in a password: then an `@` and the host follow it. */
function isInPassword(authority: string, tail: string, afterLastAt: string): boolean {
  if (authority.includes('@')) return false;
  if (hostProblem(authority) !== null || tail.startsWith('#')) return true;
  if (!authority.includes(':')) return false;
  // `admin:12` reads as a host and its port.
  const looksLikeUser = !/[.[]/.test(authority);
  return tail.startsWith('?') || (looksLikeUser && /^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)/.test(afterLastAt));
}

function hostProblem(host: string): string | null {
  if (host.replace(/:\d*$/, '') === '') return 'names no host';
  const odd = /[^\p{L}\p{N}._:[\]-]/u.exec(host)?.[0];
  if (odd !== undefined) return `has "${odd}" in its host`;
  const port = /^(?:\[[^\]]*\]|[^:]*):(.*)$/.exec(host)?.[1];
  if (port !== undefined && !(/^\d{0,5}$/.test(port) && Number(port) <= 65_535)) {
    return 'has a port that is no number up to 65535';
  }
  return URL.canParse(`http://${host}/`) ? null : 'has a host that cannot be read';
}

function unencoded(address: string, char: string): string {
  const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
  const name = char === ' ' ? 'a space' : char < ' ' || char === '\x7f' ? 'a control character' : `"${char}"`;
  const place = redactSource(address.replaceAll(char, '_'));
  return `the address ${place} holds ${name}, probably in the password: percent-encode it as %${code}`;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The address without user and password, and these, decoded. */
export function splitCredentials(address: string): {
  readonly address: string;
  readonly credentials: Credentials | null;
} {
  const [, scheme = '', rest = ''] = STREAM.exec(address) ?? [];
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const at = authority.lastIndexOf('@');
  if (at < 0) return { address, credentials: null };
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(authority.slice(0, at)) ?? [];
  return {
    address: `${scheme}://${rest.slice(at + 1)}`,
    credentials: { user: decoded(user), password: decoded(password) },
  };
}

/** The address with these credentials instead of its own, encoded. */
export function withCredentials(address: string, { user, password }: Credentials): string {
  const { address: bare } = splitCredentials(address);
  const encoded = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return bare.replace('://', () => `://${encoded}@`);
}

/**
 * Reads `user:password` from a file. A bare name is a systemd credential (`LoadCredential=`),
 * a file in $CREDENTIALS_DIRECTORY. The error never quotes the file.
 * @throws EkspresiError SOURCE_UNREADABLE
 */
export function readCredentials(file: string, environment = process.env): Credentials {
  const folder = environment.CREDENTIALS_DIRECTORY ?? '';
  const path = isAbsolute(file) || folder === '' ? file : join(folder, file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8').slice(0, MAX_CREDENTIALS_BYTES);
  } catch (cause) {
    throw new EkspresiError(
      'SOURCE_UNREADABLE',
      `the credentials of the stream cannot be read from ${path} (${(cause as NodeJS.ErrnoException).code})`,
      'Name a file that the service may read in camera.credentialsFile, or a credential that its unit loads.',
      { cause },
    );
  }
  const [, user = '', password = ''] = /^([^:\r\n]+):([^\r\n]*)/.exec(text) ?? [];
  if (user !== '') return { user, password };
  throw new EkspresiError(
    'SOURCE_UNREADABLE',
    `the first line of ${path} is not user:password`,
    'Write the user, a colon and the password of the camera in the first line, not encoded.',
  );
}
