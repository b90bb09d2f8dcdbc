import { createHash, randomBytes } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Credentials, splitCredentials } from './stream-address.js';

const MOST_REDIRECTS = 5;
const HEAD_BYTES = 512;

export interface HttpAnswer {
  readonly status: number;
  /** Lower case, without parameters; empty where the server names none. */
  readonly contentType: string;
  /** Bytes of the whole; null for what has no end, as live streams. */
  readonly length: number | null;
  /** Its first bytes, which are not in `body` any more. */
  readonly head: Buffer;
  readonly body: IncomingMessage;
}

/**
 * Asks for an address and reads the beginning of the answer. Follows redirects and signs in by
 * Basic or Digest where it is told to. Certificates are not checked: cameras make their own.
 * The caller destroys the body.
 * @throws Error of the socket or of the parser (`code` HPE_… where the answer is no HTTP)
 */
export async function askHttp(
  address: string,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<HttpAnswer> {
  const { address: bare, credentials } = splitCredentials(address);
  let url = new URL(bare);
  let authorization: string | null = null;
  for (let asked = 0; ; asked++) {
    const body = await ask(url, authorization, timeoutMs, signal);
    const status = body.statusCode ?? 0;
    const location = body.headers.location;
    if (asked < MOST_REDIRECTS && status >= 301 && status <= 308 && location !== undefined) {
      body.destroy();
      const next = new URL(location, url);
      // A password is for the camera that it was given for.
      if (next.origin !== url.origin) authorization = null;
      url = next;
      continue;
    }
    const challenge = body.headers['www-authenticate'];
    const mayKnow = credentials !== null && url.hostname === new URL(bare).hostname;
    if (status === 401 && mayKnow && challenge !== undefined && authorization === null) {
      body.destroy();
      authorization = authorize(challenge, credentials, url);
      continue;
    }
    const length = Number(body.headers['content-length'] ?? Number.NaN);
    const contentType = (body.headers['content-type'] ?? '').replace(/;.*/s, '').trim();
    // A multipart answer says all by its type, and its first picture may be long in coming.
    const needsHead = status === 200 && !/^multipart\//i.test(contentType);
    return {
      ...{ status, body, contentType: contentType.toLowerCase() },
      length: Number.isFinite(length) && length > 0 ? length : null,
      head: needsHead ? await readHead(body) : Buffer.alloc(0),
    };
  }
}

function ask(
  url: URL,
  authorization: string | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = {
      'User-Agent': 'ekspresi',
      Accept: '*/*',
      ...(authorization === null ? {} : { Authorization: authorization }),
    };
    const options = { headers, signal, agent: false, insecureHTTPParser: true };
    const request = send(url, { ...options, rejectUnauthorized: false });
    // Silence of the socket at any time, while it connects too.
    request.setTimeout(timeoutMs, () =>
      request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
    );
    request.once('response', resolve).once('error', reject).end();
  });
}

/** The first bytes of an answer, as many as tell what it is. The rest stays in the pipe. */
async function readHead(body: IncomingMessage): Promise<Buffer> {
  let head = Buffer.alloc(0);
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    head = Buffer.concat([head, chunk as Buffer]);
    if (isTold(head)) break;
  }
  return head;
}

/** Whether these bytes tell what the answer is. */
function isTold(head: Buffer): boolean {
  return head.length >= HEAD_BYTES || head.includes('\xff\xd8\xff', 0, 'latin1');
}

/** The header that signs in: Digest where it is offered (RFC 7616), otherwise Basic. */
function authorize(challenge: string, { user, password }: Credentials, url: URL): string {
  if (!/digest/i.test(challenge)) {
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  const value = (name: string) =>
    new RegExp(`\\b${name}=(?:"([^"]*)"|([^\\s,]*))`, 'i')
      .exec(challenge)
      ?.slice(1)
      .find((text) => text !== undefined);
  const algorithm = value('algorithm') ?? 'MD5';
  const hash = (text: string) =>
    createHash(/^sha-256/i.test(algorithm) ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  const [realm = '', nonce = '', opaque] = [value('realm'), value('nonce'), value('opaque')];
  const uri = `${url.pathname}${url.search}`;
  const clientNonce = randomBytes(8).toString('hex');
  const ownHash = hash(`${user}:${realm}:${password}`);
  const first = /-sess$/i.test(algorithm) ? hash(`${ownHash}:${nonce}:${clientNonce}`) : ownHash;
  const second = hash(`GET:${uri}`);
  const hasQop = /\bqop=/i.test(challenge);
  const response = hash(
    hasQop
      ? `${first}:${nonce}:00000001:${clientNonce}:auth:${second}`
      : `${first}:${nonce}:${second}`,
  );
  return [
    `Digest username="${user.replace(/["\\]/g, '\\$&')}", realm="${realm}", nonce="${nonce}"`,
    `uri="${uri}", algorithm=${algorithm}, response="${response}"`,
    ...(hasQop ? [`qop=auth, nc=00000001, cnonce="${clientNonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(', ');
}
