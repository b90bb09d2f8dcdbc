import { redactSource, redactText } from '../../capture/redact.js';

/** Settings whose values are secrets; a file or path that holds one is none. */
const SECRET_NAME = /(?:pass|token|secret|key|credential)(?!.*(?:File|Path|Ms|Seconds)$)/i;

/** Settings as they may be shown: without the credentials of addresses and other secrets. */
export function shownConfig(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (SECRET_NAME.test(name)) return '…';
    // The path of a webhook's address is often its secret, as those of chat services are.
    if (name === 'url' && /^https?:/i.test(value)) return `${originOf(value)}/…`;
    const isAddress = name === 'source' && !value.startsWith('program:');
    return isAddress ? redactSource(value) : redactText(value);
  }
  if (Array.isArray(value)) return value.map((one) => shownConfig(one, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, shownConfig(one, key)]),
  );
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '';
}
