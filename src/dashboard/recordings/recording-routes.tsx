import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { EkspresiError } from '../../core/errors.js';
import { requireParticipantCode } from '../../sessions/participant-code.js';
import type { DashboardDeps, DashboardRecordings } from '../dashboard-deps.js';
import { FILM_UPLOAD_PATH } from '../http/body-guards.js';
import { clientAddress } from '../http/client-address.js';
import { formText, readForm } from '../http/forms.js';
import { multipartFile } from '../http/multipart-file.js';
import { localiseInLine } from '../i18n/localise.js';
import type { PageAssets } from '../view/layout.js';
import type { Outcome } from '../view/outcome-note.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { RecordingsPage } from './recording-page.js';

/** /recordings: films that administrators upload, and the numbers that are kept of them. */
export function recordingRoutes(
  deps: DashboardDeps,
  recordings: DashboardRecordings,
  assets: PageAssets,
): Hono {
  const show = (c: Context, outcome: Outcome | null) => {
    const isAnswer = c.req.method !== 'GET';
    const view = requestView(c, deps.settings, isAnswer ? '/recordings' : undefined);
    const mayChange = c.get('user')?.role === 'administrator';
    const page = (
      <RecordingsPage data={{ recordings, mayChange, outcome }} view={view} assets={assets} />
    );
    return sendPage(c, page, outcome?.ok === false ? 422 : 200);
  };
  const note = (c: Context, action: 'recording-added' | 'recording-removed', detail: string) =>
    deps.accounts?.audit({
      ...{ actor: c.get('user').name, action, detail },
      address: clientAddress(c),
    });

  return new Hono()
    .get('/recordings', (c) => show(c, null))
    .post(FILM_UPLOAD_PATH, async (c) => {
      const fields = new Map<string, string>();
      const text = (name: string) => (fields.get(name) ?? '').trim().slice(0, 100);
      try {
        const { body } = c.req.raw;
        if (!body) throw new EkspresiError('upload-without-file', {});
        const type = c.req.header('content-type') ?? '';
        const content = multipartFile(
          body as unknown as AsyncIterable<Uint8Array>,
          type,
          (name, value) => fields.set(name, value),
        );
        await recordings.receive(content, () => {
          const participant = text('participant');
          if (participant !== '') requireParticipantCode(participant);
          return { participant, stimulus: text('stimulus'), condition: text('condition') };
        });
        note(c, 'recording-added', text('participant'));
        return c.redirect('/recordings', 303);
      } catch (error) {
        if (!(error instanceof EkspresiError)) throw error;
        const { language } = requestView(c, deps.settings);
        return show(c, { ok: false, message: localiseInLine(language, error) });
      }
    })
    .post('/recordings/remove', async (c) => {
      const id = formText(await readForm(c), 'id', 40);
      if (!recordings.remove(id)) throw new HTTPException(404);
      note(c, 'recording-removed', id);
      return c.redirect('/recordings', 303);
    })
    .get('/recordings/:id/:ending', (c) => {
      const { id, ending } = c.req.param();
      const path = recordings.path(id, ending);
      if (path === null) throw new HTTPException(404);
      const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
      return c.body(body, 200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(statSync(path).size),
        'Content-Disposition': `attachment; filename="${id}-${basename(path)}"`,
        'Cache-Control': 'no-store',
      });
    });
}
