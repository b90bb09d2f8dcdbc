const ADDRESS = /([a-z][a-z0-9+.-]*:\/\/)(?:[^\s"/?#]*@)?([^\s'"?#]*)(\?[^\s'"#]*)?/gi;

/** Removes user, password and query values from every network address in a text. */
export function redactAddresses(text: string): string {
  return text.replace(ADDRESS, (_all, scheme: string, rest: string, query: string | undefined) =>
    query === undefined ? `${scheme}${rest}` : `${scheme}${rest}?…`,
  );
}

/**
 * Makes a function that removes the credentials of one address from any text, however the
 * text spells them (a program may print the password alone, or decoded).
 */
export function createRedactor(address: string): (text: string) => string {
  const secrets = secretsOf(address);
  return (text) => {
    let clean = redactAddresses(text);
    for (const secret of secrets) clean = clean.replaceAll(secret, '…');
    return clean;
  };
}

/** Longest first, so that no secret is cut into a readable remainder by a shorter one. */
function secretsOf(address: string): readonly string[] {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^\s?#]*)@/i.exec(address)?.[1];
  const query = /\?([^#]*)/.exec(address)?.[1] ?? '';
  const password = authority?.slice(authority.indexOf(':') + 1) ?? '';
  const found = [
    authority === undefined ? '' : `${authority}@`,
    password,
    decoded(password),
    query,
    ...query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1)),
  ];
  // Shorter ones would blank harmless letters everywhere; the address itself is redacted anyway.
  return [...new Set(found)].filter((text) => text.length >= 4).sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
