import { connect } from 'node:net';

const CRLF = '\r\n';
const HEAD = 'Host: 127.0.0.1';

/** Bytes that a random source gives. */
function noise(random, length) {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

function request(...lines) {
  return Buffer.from([...lines, '', ''].join(CRLF), 'latin1');
}

function chunked(path, body) {
  const head = request(`POST ${path} HTTP/1.1`, HEAD, 'Transfer-Encoding: chunked');
  return Buffer.concat([head, Buffer.from(body, 'latin1')]);
}

/** Each makes one request that no browser sends, another one each time. */
const KINDS = {
  'no such method': () => request('BREW /coffee HTTP/1.1', HEAD),
  'a method of noise': (random) =>
    Buffer.concat([noise(random, 12), Buffer.from(' / HTTP/1.1\r\n\r\n')]),
  'no such version': () => request('GET / HTTP/9.7', HEAD),
  'no host': () => request('GET / HTTP/1.1'),
  'another host': () => request('GET / HTTP/1.1', 'Host: evil.example'),
  'a header of 64 KiB': () => request('GET / HTTP/1.1', HEAD, `X-A: ${'a'.repeat(65_536)}`),
  '3,000 headers': () =>
    request('GET / HTTP/1.1', HEAD, ...Array.from({ length: 3000 }, (_, i) => `X-${i}: 1`)),
  'an address of 64 KiB': () => request(`GET /${'a'.repeat(65_536)} HTTP/1.1`, HEAD),
  'a broken percent sign': () => request('GET /faces/%zz?from=%e0%a4 HTTP/1.1', HEAD),
  'an address that is no UTF-8': () =>
    request('GET /%ff%fe/%c0%af..%c0%af?zone=%ff HTTP/1.1', HEAD),
  'a path out of the folder': () => request('GET /static/..%2f..%2f..%2fetc/passwd HTTP/1.1', HEAD),
  'a zero byte': () => request('GET /\0 HTTP/1.1', HEAD),
  'numbers out of all bounds': () =>
    request('GET /api/v1/faces?limit=1e309&cursor=%00&from=-9e99 HTTP/1.1', HEAD),
  'a cookie of noise': (random) =>
    Buffer.concat([
      Buffer.from(`GET / HTTP/1.1\r\n${HEAD}\r\nCookie: session=`),
      noise(random, 200).filter((byte) => byte > 31 && byte !== 127),
      Buffer.from('\r\n\r\n'),
    ]),
  'a chunk size of letters': () => chunked('/login', 'zzzz\r\nhello\r\n0\r\n\r\n'),
  'a negative chunk size': () => chunked('/login', '-5\r\nhello\r\n0\r\n\r\n'),
  'a chunk size above all memory': () => chunked('/login', 'ffffffffffffffff\r\nhello\r\n'),
  'a chunk that breaks off': () => chunked('/language', '400\r\nhello'),
  'both lengths': () =>
    request('POST /login HTTP/1.1', HEAD, 'Content-Length: 5', 'Transfer-Encoding: chunked'),
  'two lengths': () =>
    request('POST /login HTTP/1.1', HEAD, 'Content-Length: 5', 'Content-Length: 6'),
  'a length of a terabyte': () =>
    request('POST /login HTTP/1.1', HEAD, 'Content-Length: 1000000000000'),
  'a negative length': () => request('POST /login HTTP/1.1', HEAD, 'Content-Length: -1'),
  'an unknown coding': () =>
    request('POST /login HTTP/1.1', HEAD, 'Transfer-Encoding: gzip, zstd', 'Content-Length: 3'),
  'a form that is none': () =>
    Buffer.concat([
      request(
        'POST /language HTTP/1.1',
        ...[HEAD, 'Content-Type: multipart/form-data; boundary=', 'Content-Length: 9'],
      ),
      Buffer.from('--\r\n--\r\n\xff', 'latin1'),
    ]),
  'a hello of TLS': (random) =>
    Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), noise(random, 300)]),
  noise: (random) => noise(random, 400),
  'an upgrade to nothing': () =>
    request('GET / HTTP/1.1', HEAD, 'Connection: Upgrade', 'Upgrade: telnet'),
  'a header that is folded': () => request('GET / HTTP/1.1', HEAD, 'X-A: b', ' c', '\td'),
};

/**
 * Sends bytes and waits for the server to end the connection, at most `forMs`. Resolves with
 * the status of the answer, `closed` where it hung up without one, or `held` where it did not.
 */
export function rawRequest(url, bytes, forMs) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    let answer = '';
    let held = false;
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      answer = (answer + text).slice(0, 20);
    });
    socket.on('error', () => {});
    const timer = setTimeout(() => {
      held = true;
      socket.destroy();
    }, forMs);
    socket.on('close', () => {
      clearTimeout(timer);
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1];
      resolve(status ?? (held ? 'held' : 'closed'));
    });
  });
}

/** `count` malformed requests, 50 at a time; how often which answer came. */
export async function malformedRequests({ url, random, count = 1000, forMs = 300 }) {
  const kinds = Object.values(KINDS);
  const answers = new Map();
  for (let sent = 0; sent < count; sent += 50) {
    const batch = Array.from({ length: Math.min(50, count - sent) }, (_, i) =>
      rawRequest(url, kinds[(sent + i) % kinds.length](random), forMs),
    );
    for (const answer of await Promise.all(batch)) {
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  }
  return answers;
}

/**
 * A client that sends the beginning of a request and then a byte of it a second. Resolves as
 * {@link rawRequest}: `held` means that the server let itself be held for `forMs`.
 */
export function slowRequest(url, forMs) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const startMs = performance.now();
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET / HTTP/1.1\r\n${HEAD}\r\nX-A: `);
    });
    const drip = setInterval(() => {
      if (performance.now() - startMs > forMs) socket.destroy();
      else socket.write('a');
    }, 1000);
    socket.on('error', () => {});
    socket.resume();
    socket.on('close', () => {
      clearInterval(drip);
      resolve(performance.now() - startMs > forMs ? 'held' : 'closed');
    });
  });
}
