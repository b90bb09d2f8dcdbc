import type { Language } from '../../core/localised-text.js';
import { elanDocument } from '../../sessions/elan-document.js';
import { sessionTable } from '../../sessions/session-files.js';
import type { SessionRecord } from '../../sessions/session-record.js';
import { sessionReport } from '../../sessions/session-report.js';
import { summarise } from '../../sessions/session-summary.js';
import { webVtt } from '../../sessions/web-vtt.js';

/** What a session can be had as, in the order of the page. */
export const SESSION_DOWNLOADS = ['csv', 'parquet', 'eaf', 'vtt', 'json', 'html'] as const;
type SessionDownload = (typeof SESSION_DOWNLOADS)[number];

const TYPES: Readonly<Record<SessionDownload, string>> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  eaf: 'application/xml; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** A session in one format, with the type and the name under which it is sent. */
export function sessionDownload(
  record: SessionRecord,
  kind: SessionDownload,
  options: { readonly language: Language; readonly timeZone: string; readonly nowMs: number },
): { readonly body: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> } {
  const code = record.participant?.replaceAll(/[^\w-]/g, '') || 'session';
  const day = new Date(record.startedAtMs ?? options.nowMs).toISOString().slice(0, 10);
  return {
    body: bytesOf(record, kind, options),
    headers: {
      'Content-Type': TYPES[kind],
      'Content-Disposition': `attachment; filename="ekspresi-${code}-${day}.${kind}"`,
      'Cache-Control': 'no-store',
    },
  };
}

function bytesOf(
  record: SessionRecord,
  kind: SessionDownload,
  options: { readonly language: Language; readonly timeZone: string; readonly nowMs: number },
): Uint8Array<ArrayBuffer> {
  switch (kind) {
    case 'csv':
    case 'parquet':
      return new Uint8Array(Buffer.concat([...sessionTable(record, kind)]));
    case 'eaf':
      return text(elanDocument(record, { media: null, nowMs: options.nowMs }));
    case 'vtt':
      return text(webVtt(record));
    case 'json':
      return text(`${JSON.stringify(summarise(record), null, 2)}\n`);
    case 'html':
      return text(sessionReport(record, options));
  }
}

function text(content: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(content, 'utf8'));
}
