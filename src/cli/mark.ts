import { readFileSync } from 'node:fs';
import { requireAccounts } from '../accounts/account-schema.js';
import { openAccounts } from '../accounts/accounts.js';
import { systemClock } from '../core/clock.js';
import { EkspresiError, errorReason } from '../core/errors.js';
import { silentLog } from '../core/log.js';
import { effectiveConfig } from '../daemon/config/effective-config.js';
import { findConfigPath } from '../daemon/config/load-config.js';
import type { Command, CommandIo } from './command.js';
import { moment, parseOptions } from './options.js';

const ANSWER_WITHIN_MS = 30_000;
/** Name of the token that one call makes for itself. */
const OWN_TOKEN = 'ekspresi mark';

export const command: Command = {
  help: `Usage: ekspresi mark [NAME] [--id ID] [--kind content|note|session] [--from T] [--to T]
       ekspresi mark --end NUMBER [--to T]
       ekspresi mark --import FILE [--zone ZONE] [--skip-wrong]
       with [--url URL] [--config F] [--data DIR]

Tells the running kiosk what happens: with --id a content that is shown from now on (until
--to, the next content or --end), without it a note of this moment. --import takes a CSV
file, such as a player's proof of play; wrong rows are told with their line, and the others
are imported with --skip-wrong only. T is ISO 8601 (UTC unless it names a zone), epoch
milliseconds, now, or -7d, -12h, -30m. The kiosk is looked for on this box. The token comes
from $EKSPRESI_TOKEN (scope "set markers"); whoever may write the data folder needs none.
Prints the kiosk's answer as JSON.

Exit: 0 done, 1 failed, 2 wrong usage or refused.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      'mark',
      args,
      {
        ...{ id: { type: 'string' }, kind: { type: 'string' }, from: { type: 'string' } },
        ...{ to: { type: 'string' }, end: { type: 'string' }, import: { type: 'string' } },
        ...{ zone: { type: 'string', default: 'UTC' }, 'skip-wrong': { type: 'boolean' } },
        ...{ url: { type: 'string' }, config: { type: 'string' }, data: { type: 'string' } },
      },
      { most: 1 },
    );
    const nowMs = Date.now();
    const time = (name: 'from' | 'to') =>
      values[name] === undefined || values[name] === 'now'
        ? values[name]
        : moment('mark', name, values[name], nowMs);
    const request = requestOf({
      ...values,
      name: positionals[0],
      from: time('from'),
      to: time('to'),
    });
    const configPath = findConfigPath(values.config, io.environment);
    const { config, dataDir } = effectiveConfig(configPath, values.data, io.environment);
    const scheme = config.dashboard.tlsCertPath ? 'https' : 'http';
    const url = values.url ?? `${scheme}://127.0.0.1:${config.dashboard.port}`;
    const answer = await withToken(dataDir, io, (token) => send(url, request, token, io));
    io.stdout.write(`${JSON.stringify(answer)}\n`);
    return 0;
  },
};

interface MarkRequest {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly type: 'application/json' | 'text/csv';
  readonly body: string;
}

function requestOf(values: {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  readonly kind?: string | undefined;
  readonly from?: string | number | undefined;
  readonly to?: string | number | undefined;
  readonly end?: string | undefined;
  readonly import?: string | undefined;
  readonly zone: string;
  readonly 'skip-wrong'?: boolean | undefined;
}): MarkRequest {
  const { name, id, kind, from, to, end } = values;
  if (values.import !== undefined) {
    const wrong = values['skip-wrong'] ? 'skip' : 'refuse';
    const path = `/api/v1/markers/import?${new URLSearchParams({ zone: values.zone, wrong })}`;
    return { method: 'POST', path, type: 'text/csv', body: readFile(values.import) };
  }
  const type = 'application/json';
  if (end !== undefined) {
    const path = `/api/v1/markers/${encodeURIComponent(end)}`;
    return { method: 'PUT', path, type, body: JSON.stringify({ to: to ?? 'now' }) };
  }
  if (name === undefined && id === undefined) {
    const actions = 'NAME, --id ID, --end NUMBER or --import FILE';
    throw new EkspresiError('action-wanted', { command: 'mark', actions });
  }
  const body = JSON.stringify({ name, id, kind, from, to });
  return { method: 'POST', path: '/api/v1/markers', type, body };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new EkspresiError('arguments-invalid', { command: 'mark', problem: reason }, { cause });
  }
}

/** Calls `use` with the caller's token, or with one of its own that ends with the call. */
async function withToken<Result>(
  dataDir: string,
  { environment }: CommandIo,
  use: (token: string | null) => Promise<Result>,
): Promise<Result> {
  const given = environment.EKSPRESI_TOKEN;
  if (given) return use(given);
  try {
    requireAccounts(dataDir);
  } catch {
    return use(null);
  }
  const accounts = openAccounts(dataDir, systemClock, silentLog);
  const removeOwn = () => {
    for (const { id, name } of accounts.tokens.list()) {
      if (name === OWN_TOKEN) accounts.tokens.remove(id);
    }
  };
  try {
    // What a call that was killed has left.
    removeOwn();
    return await use(accounts.tokens.create(OWN_TOKEN, 'write'));
  } finally {
    removeOwn();
    accounts.close();
  }
}

/** @throws EkspresiError KIOSK_UNREACHABLE, USAGE for what the kiosk refuses */
async function send(
  url: string,
  { method, path, type, body }: MarkRequest,
  token: string | null,
  io: CommandIo,
): Promise<unknown> {
  const headers = {
    'content-type': type,
    origin: new URL(url).origin,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  let response: Response;
  try {
    response = await fetch(new URL(path, url), { method, headers, body, signal });
  } catch (cause) {
    throw new EkspresiError('kiosk-unreachable', { url, reason: errorReason(cause) }, { cause });
  }
  if (response.status === 401 || response.status === 403) {
    throw new EkspresiError('kiosk-sign-in', { url });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new EkspresiError('kiosk-refused', { reason: refusalOf(text) });
}

/** One line of what the kiosk answered; of a file its first wrong lines. */
function refusalOf(text: string): string {
  try {
    const { detail, error, wrong } = JSON.parse(text) as {
      readonly detail?: string;
      readonly error?: { readonly message?: string };
      readonly wrong?: readonly { readonly line: number; readonly problem: string }[];
    };
    const lines = wrong?.slice(0, 20).map(({ line, problem }) => `line ${line}: ${problem}`);
    return lines?.join('; ') ?? detail ?? error?.message ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}
