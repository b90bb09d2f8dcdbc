import { askHttp } from './http-answer.js';
import { splitCredentials, withCredentials } from './stream-address.js';

const MAX_PLAYLIST_BYTES = 1_000_000;
const MOST_LEVELS = 3;

/**
 * Whether an HLS playlist goes on: one that is complete says so (`#EXT-X-ENDLIST`). A playlist of
 * playlists is as its first one. One that cannot be read counts as live.
 */
export async function isLivePlaylist(
  address: string,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<boolean> {
  let next = address;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const text = await readText(next, options).catch(() => '');
    if (/^#EXT-X-ENDLIST\s*$/m.test(text)) return false;
    const variant = /^#EXT-X-STREAM-INF:.*\r?\n(?:#.*\r?\n)*([^#\s].*?)\s*$/m.exec(text)?.[1];
    if (variant === undefined) return true;
    const { address: bare, credentials } = splitCredentials(next);
    const url = new URL(variant, bare);
    const isSameHost = url.host === new URL(bare).host;
    next = credentials !== null && isSameHost ? withCredentials(url.href, credentials) : url.href;
  }
  return true;
}

async function readText(
  address: string,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<string> {
  const { status, head, body } = await askHttp(address, options);
  try {
    let text = head.toString('utf8');
    if (status !== 200) return '';
    for await (const chunk of body) {
      text += (chunk as Buffer).toString('utf8');
      if (text.length > MAX_PLAYLIST_BYTES) break;
    }
    return text;
  } finally {
    body.destroy();
  }
}
