import { connect } from 'node:net';
import { redactAddresses } from '../capture/redact.js';
import { EkspresiError } from '../core/errors.js';

const PORTS: Readonly<Record<string, number>> = {
  'rtsp:': 554,
  'rtsps:': 322,
  'http:': 80,
  'https:': 443,
};
const TIMEOUT_MS = 5000;

/** Whether a network camera accepts connections. @throws EkspresiError SOURCE_MISSING */
export async function checkStream(address: string): Promise<string> {
  const name = redactAddresses(address);
  const { hostname, port, protocol } = new URL(address);
  const reason = await connectionFailure(
    hostname.replace(/^\[|\]$/g, ''),
    port === '' ? (PORTS[protocol] ?? 80) : Number(port),
  );
  if (reason === null) return `${name} accepts connections`;
  throw new EkspresiError(
    'SOURCE_MISSING',
    `${name} cannot be reached (${reason})`,
    'Check the address, the network and that the camera is switched on.',
  );
}

function connectionFailure(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS });
    const end = (reason: string | null): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
