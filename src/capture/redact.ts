/** A run of characters that may be an address: addresses hold no white space and no quotes. */
const RUN = /[^\s"<>]+/g;
const SCHEME = /([a-z][a-z0-9+.-]+):\/+/i;
/** Keys in the path of an address whose values are no secret and tell cameras apart. */
const HARMLESS_KEY =
  /^(?:ch|channel|channelid|stream|subtype|type|track|trackid|profile|res|fps)$/i;
const SECRET_KEY =
  '[\\w-]*(?:user|usr|login|account|pass|pwd|psw|token|key|auth|secret|cred|session)[\\w-]*';
/** A value lasts until the next `key=` behind a separator, whatever else is in it. */
const VALUE = '((?:(?![&;_,?/][A-Za-z]+=)[^\\s"<>])*)';
const ANY_PAIR = new RegExp(`([A-Za-z][A-Za-z0-9-]*)=${VALUE}`, 'g');
const SECRET_PAIR = new RegExp(`(${SECRET_KEY})=${VALUE}`, 'gi');

/**
 * Removes the secrets of every network address in a text: all that stands before the last `@`,
 * queries, fragments, and the values of keys in the path (`/user=…&password=…`). Elsewhere the
 * values of keys that sound like a secret.
 */
export function redactText(text: string): string {
  return text.replace(RUN, redactRun);
}

/** As {@link redactText} for a text that is a source as a whole, whatever it holds. */
export function redactSource(source: string): string {
  if (/^(?:\.{0,2}\/|file:\/)/i.test(source)) return source;
  return redactText(source.replace(/[\s"<>]/g, '_'));
}

/**
 * Makes a function that removes the credentials of one source from any text, however the
 * text spells them (a program may print the password alone, or decoded).
 */
export function createRedactor(source: string): (text: string) => string {
  const secrets = secretsOf(source);
  return (text) => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, '…');
    return redactText(clean);
  };
}

function redactRun(run: string): string {
  const scheme = SCHEME.exec(run);
  if (scheme === null) {
    const at = run.lastIndexOf('@');
    const colon = run.indexOf(':');
    const open = colon >= 0 && colon < at ? `…${run.slice(at)}` : run;
    return open.replace(SECRET_PAIR, (_, key: string, value: string) => `${key}=${hidden(value)}`);
  }
  if (scheme[1]?.toLowerCase() === 'file') return run;
  const start = scheme.index + scheme[0].length;
  const rest = run.slice(start);
  const address = rest.slice(rest.lastIndexOf('@') + 1);
  const [, path = '', more = ''] = /^([^?#]*)(.*)$/.exec(address) ?? [];
  const clean = path.replace(ANY_PAIR, (pair, key: string, value: string) =>
    HARMLESS_KEY.test(key) ? pair : `${key}=${hidden(value)}`,
  );
  return `${run.slice(0, start)}${clean}${more === '' ? '' : `${more[0]}${hidden(more)}`}`;
}

/** What is hidden may have swallowed the punctuation of the sentence that it stands in. */
function hidden(value: string): string {
  return `…${/[')\]:,.;]*$/.exec(value)?.[0] ?? ''}`;
}

/** Longest first, so that no secret is cut into a readable remainder by a shorter one. */
function secretsOf(source: string): readonly string[] {
  const rest = source.replace(/^[a-z][a-z0-9+.-]*:\/*/i, '');
  const authority = rest.slice(0, Math.max(0, rest.lastIndexOf('@')));
  const password = authority.slice(authority.indexOf(':') + 1);
  const query = /\?(.*)/.exec(rest.slice(authority.length))?.[1] ?? '';
  const values = [...rest.matchAll(ANY_PAIR)]
    .filter(([, key = '']) => !HARMLESS_KEY.test(key))
    .map(([, , value = '']) => value);
  const found = [
    ...(authority === '' ? [] : [`${authority}@`, password]),
    ...(query === ''
      ? []
      : [query, ...query.split('&').map((pair) => pair.replace(/^[^=]*=/, ''))]),
    ...values,
  ];
  const all = [...found, ...found.map(decoded)];
  // Shorter ones would blank harmless letters everywhere; the address itself is redacted anyway.
  return [...new Set(all)].filter((text) => text.length >= 4).sort((a, b) => b.length - a.length);
}

/** Percent-decoded; as it stands where it is not encoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
