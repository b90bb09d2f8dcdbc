import { STATUS_CODES } from 'node:http';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describeError, EkspresiError } from '../../core/errors.js';
import type { Text } from '../i18n/en.js';
import { localise } from '../i18n/localise.js';
import type { PageDeps } from '../page-deps.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { markup } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { MethodRefused } from './method-guard.js';
import { type Refusal, RefusedRequest } from './refused-request.js';

type Status = 400 | 401 | 403 | 404 | 405 | 411 | 413 | 429 | 500 | 503;

/** What went wrong, as far as the asker may know. */
interface Failure {
  readonly status: Status;
  readonly refusal?: Refusal | undefined;
  /** Stable code of the failure, where it has one. */
  readonly code?: string | undefined;
  /** Methods that the path has, with 405. */
  readonly allow?: string | undefined;
  /** Better than the general words for the status. */
  readonly detail?: string | undefined;
}

function wording(
  { status, refusal }: Failure,
  { errors }: Text,
): readonly [title: string, body: string] {
  if (refusal?.because === 'wrong-host') {
    return [errors.wrongHostTitle, errors.wrongHost(refusal.name)];
  }
  if (refusal?.because === 'foreign-origin') {
    return [errors.foreignOriginTitle, errors.foreignOrigin];
  }
  if (refusal?.because === 'forwarded') return [errors.forwardedTitle, errors.forwarded];
  switch (status) {
    case 400:
      return [errors.badRequestTitle, errors.badRequest];
    case 401:
      return [errors.signedOutTitle, errors.signedOut];
    case 403:
      return [errors.forbiddenTitle, errors.forbidden];
    case 404:
      return [errors.notFoundTitle, errors.notFound];
    case 405:
      return [errors.methodTitle, errors.method];
    case 411:
      return [errors.noLengthTitle, errors.noLength];
    case 413:
      return [errors.tooLargeTitle, errors.tooLarge];
    case 429:
      return [errors.tooManyTitle, errors.tooMany];
    case 503:
      return [errors.unavailableTitle, errors.unavailable];
    default:
      return [errors.failedTitle, errors.failed];
  }
}

function statusOf(error: unknown): Status {
  if (error instanceof HTTPException) {
    const known: readonly number[] = [400, 401, 403, 404, 405, 411, 413, 429, 503];
    return known.includes(error.status) ? (error.status as Status) : 400;
  }
  if (error instanceof EkspresiError) {
    if (error.code === 'USAGE') return 400;
    if (error.code.startsWith('STORE_')) return 503;
  }
  return 500;
}

/** True for programs, which get JSON instead of a page. */
function wantsJson(c: Context): boolean {
  return c.req.path.startsWith('/api/') || c.req.path === '/healthz';
}

/** RFC 9457. `error` is how it was told before there was this form; programs may still read it. */
function problemAnswer(c: Context, { status, code }: Failure, detail: string): Response {
  const problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(code === undefined ? {} : { code }),
    error: { status, message: detail },
  };
  c.header('Content-Type', 'application/problem+json');
  return c.body(JSON.stringify(problem), status);
}

/** One answer for every failure: JSON or a page, never a stack, never a path of the box. */
export function errorAnswer(
  c: Context,
  failure: Failure,
  deps: PageDeps,
  assets: PageAssets,
): Response | Promise<Response> {
  const { status, refusal, detail } = failure;
  const view = requestView(c, deps.settings);
  const [title, body] = wording(failure, view.text);
  c.header('Cache-Control', 'no-store');
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  if (status === 503) c.header('Retry-After', '5');
  if (status === 429) c.header('Retry-After', '1');
  if (status === 405) c.header('Allow', failure.allow ?? 'GET, HEAD');
  if (wantsJson(c)) return problemAnswer(c, failure, detail ?? body);
  const page = (
    <Layout view={view} assets={assets} title={title}>
      <section class="empty card">
        <Icon name="alert" />
        <h1>{title}</h1>
        <p>{detail ?? body}</p>
        {refusal?.because === 'wrong-host' ? null : (
          <p>
            <a class="button" href="/">
              {view.text.errors.home}
            </a>
          </p>
        )}
      </section>
    </Layout>
  );
  return c.html(`<!doctype html>${markup(page)}`, status);
}

/** Maps what a handler threw to an answer; only surprises are logged as errors. */
export function answerForError(
  error: unknown,
  c: Context,
  deps: PageDeps,
  assets: PageAssets,
): Response | Promise<Response> {
  const status = statusOf(error);
  if (error instanceof HTTPException && error.res) return error.res;
  if (status === 500) {
    deps.log.error({ err: error, method: c.req.method, path: c.req.path }, 'request failed');
  } else if (status === 503 && !(error instanceof HTTPException)) {
    // What a handler answers by itself, such as no picture yet, is nothing to look into.
    deps.log.warn({ error: describeError(error), path: c.req.path }, 'request could not be served');
  }
  // Programs are told in English, as all else in JSON.
  const language = wantsJson(c) ? 'en' : requestView(c, deps.settings).language;
  const detail =
    error instanceof EkspresiError && error.code === 'USAGE'
      ? localise(language, error).message
      : undefined;
  const refusal = error instanceof RefusedRequest ? error.refusal : undefined;
  const code = error instanceof EkspresiError && status !== 500 ? error.code : undefined;
  const allow = error instanceof MethodRefused ? error.allow : undefined;
  return errorAnswer(c, { status, refusal, detail, code, allow }, deps, assets);
}
