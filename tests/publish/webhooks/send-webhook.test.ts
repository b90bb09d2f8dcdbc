import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/package-root.js';
import { signedHeaders } from '../../../src/publish/webhooks/send-webhook.js';

it('signs as Standard Webhooks does', () => {
  // The example of its libraries.
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(signedHeaders(message, secret, 1_614_265_330)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('a stranger with openssl and a shell makes the same signature', () => {
  const body = '{"type":"test","data":{"name":"Kafé $HOME"}}';
  const headers = signedHeaders({ id: 'msg_2', body }, 'our secret', 1_700_000_000);
  const script =
    'printf "%s.%s.%s" "$1" "$2" "$3" | openssl dgst -sha256 -hmac "$4" -binary | base64 -w0';
  const args = ['-c', script, 'sh', 'msg_2', '1700000000', body, 'our secret'];
  const made = execFileSync('sh', args, { encoding: 'utf8' });
  expect(headers['webhook-signature']).toBe(`v1,${made}`);
});

it("the function of the docs' Node-RED flow knows the signature", () => {
  const path = join(packageRoot(), 'deploy/examples/node-red-flow.json');
  const nodes = JSON.parse(readFileSync(path, 'utf8')) as { id: string; func?: string }[];
  const code = nodes.find(({ func }) => func !== undefined)?.func ?? '';
  const check = new Function('msg', 'env', 'crypto', code);
  const body = '{"type":"test","data":{"name":"Kafé"}}';
  const nowS = Math.floor(Date.now() / 1000);
  const ask = (secret: string, atS = nowS) => {
    const headers = signedHeaders({ id: 'msg_1', body }, secret, atS);
    const msg: Record<string, unknown> = { payload: Buffer.from(body), req: { headers } };
    return check(msg, { get: () => 'our secret' }, crypto);
  };
  const [answer, message] = ask('our secret');
  expect(answer.statusCode).toBe(204);
  expect(message.payload).toEqual(JSON.parse(body));
  expect(ask('another')).toEqual([expect.objectContaining({ statusCode: 401 }), null]);
  expect(ask('our secret', nowS - 400)[1]).toBeNull();
});
