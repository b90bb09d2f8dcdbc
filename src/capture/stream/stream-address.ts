import { EkspresiError } from '../../core/errors.js';
import { readSecretLine, secretPath } from '../../core/secret-file.js';
import { decoded, redactSource } from '../redact.js';

const STREAM = /^(rtsps?|https?):\/\/(.*)$/is;

/** Whether a source is written as the address of a stream. */
export function isStreamAddress(source: string): boolean {
  return STREAM.test(source);
}

/**
 * Why an address cannot be read, null where it can. A reader takes the first `/`, `?` or `#` for
 * the end of user, password and host; one that belongs to the password has to be encoded.
 */
export function addressProblem(address: string): EkspresiError | null {
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
  const shown = { address: redactSource(address) };
  if (host.replace(/:\d*$/, '') === '') return new EkspresiError('address-without-host', shown);
  return isHostAndPort(host) ? null : new EkspresiError('address-host-wrong', shown);
}

/** Whether what ends the authority stands in a password: then an `@` and the host follow it. */
function isInPassword(authority: string, tail: string, afterLastAt: string): boolean {
  if (authority.includes('@')) return false;
  if (!isHostAndPort(authority) || tail.startsWith('#')) return true;
  if (!authority.includes(':')) return false;
  // `admin:12` reads as a host and its port.
  const looksLikeUser = !/[.[]/.test(authority);
  return (
    tail.startsWith('?') || (looksLikeUser && /^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)/.test(afterLastAt))
  );
}

function isHostAndPort(host: string): boolean {
  const port = /^(?:\[[^\]]*\]|[^:[]+)(?::(.*))?$/.exec(host);
  if (port === null || !/^\d{0,5}$/.test(port[1] ?? '') || Number(port[1] ?? 0) > 65_535)
    return false;
  return !/[^\p{L}\p{N}._:[\]-]/u.test(host) && URL.canParse(`http://${host}/`);
}

function unencoded(address: string, char: string): EkspresiError {
  const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
  return new EkspresiError('address-unencoded', {
    address: redactSource(address.replaceAll(char, '_')),
    character: char > ' ' && char < '\x7f' ? `"${char}"` : char === ' ' ? '" "' : `U+00${code}`,
    encoded: `%${code}`,
  });
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
  const path = secretPath(file, environment);
  let line: string;
  try {
    line = readSecretLine(path);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    throw new EkspresiError('credentials-unreadable', { path, reason }, { cause });
  }
  const [, user = '', password = ''] = /^([^:]+):(.*)/.exec(line) ?? [];
  if (user === '') throw new EkspresiError('credentials-unclear', { path });
  return { user, password };
}
