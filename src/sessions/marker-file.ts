import { EkspresiError } from '../core/errors.js';
import type { SessionMarker } from './session-record.js';

/** A line of a file of markers that says none, and why. */
interface WrongLine {
  readonly line: number;
  readonly reason: WrongReason;
}

type WrongReason = 'no-time' | 'before-start' | 'no-name' | 'no-end' | 'too-late';

interface ParsedMarkers {
  readonly markers: readonly SessionMarker[];
  readonly wrong: readonly WrongLine[];
}

export const MARKER_FILE_LIMITS = { bytes: 10_000_000, markers: 20_000, nameLength: 200 } as const;
const LATEST_S = 86_400;

const START = new Set(['start', 'from', 'start_s', 'from_s', 'begin', 'onset', 'mulai']);
const END = new Set(['end', 'to', 'end_s', 'to_s', 'offset', 'selesai']);
const NAME = new Set(['name', 'label', 'text', 'content', 'marker', 'annotation', 'nama']);

/**
 * Markers of a film from a CSV with a head (`start,end,name`; the end may be empty for a point) or
 * from subtitles (SRT, WebVTT). Times are seconds or `[hh:]mm:ss[.ms]` of the film.
 *
 * @throws EkspresiError MEDIA_INVALID for a file that is neither
 */
export function parseMarkers(path: string, text: string): ParsedMarkers {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const parsed = lines.some((line) => line.includes('-->')) ? subtitles(lines) : table(path, lines);
  if (parsed.markers.length > MARKER_FILE_LIMITS.markers) {
    throw new EkspresiError('markers-too-many', { path, most: MARKER_FILE_LIMITS.markers });
  }
  return parsed;
}

function table(path: string, lines: readonly string[]): ParsedMarkers {
  const head = lines.findIndex((line) => line.trim() !== '');
  const separator = (lines[head] ?? '').includes(';') ? ';' : ',';
  const names = cells(lines[head] ?? '', separator).map((name) => name.trim().toLowerCase());
  const place = (known: ReadonlySet<string>) => names.findIndex((name) => known.has(name));
  const [startAt, endAt, nameAt] = [place(START), place(END), place(NAME)];
  if (startAt < 0 || nameAt < 0) throw new EkspresiError('markers-head', { path });
  const wrong: WrongLine[] = [];
  const markers = lines.flatMap((line, i): SessionMarker[] => {
    if (i <= head || line.trim() === '') return [];
    const row = cells(line, separator);
    const start = row[startAt] ?? '';
    const end = endAt < 0 ? '' : (row[endAt] ?? '').trim();
    const made = marker(start, end === '' ? start : end, row[nameAt] ?? '');
    if (typeof made === 'object') return [made];
    wrong.push({ line: i + 1, reason: made });
    return [];
  });
  return { markers, wrong };
}

/** Cells of one line; a quoted one may hold separators and doubled quotes. */
function cells(line: string, separator: string): readonly string[] {
  const found: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i] as string;
    if (letter === '"' && isQuoted && line[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (letter === '"' && (isQuoted || cell.trim() === '')) {
      isQuoted = !isQuoted;
    } else if (letter === separator && !isQuoted) {
      found.push(cell);
      cell = '';
    } else cell += letter;
  }
  return [...found, cell];
}

function subtitles(lines: readonly string[]): ParsedMarkers {
  const wrong: WrongLine[] = [];
  const markers: SessionMarker[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (!line.includes('-->')) continue;
    const [start = '', rest = ''] = line.split('-->');
    const [end = ''] = rest.trim().split(/\s+/);
    const text: string[] = [];
    for (let at = i + 1; at < lines.length && (lines[at] as string).trim() !== ''; at++) {
      text.push((lines[at] as string).replaceAll(/<[^>]*>/g, ''));
    }
    const made = end === '' ? 'no-end' : marker(start, end, text.join(' '));
    if (typeof made === 'object') markers.push(made);
    else wrong.push({ line: i + 1, reason: made });
  }
  return { markers, wrong };
}

function marker(start: string, end: string, name: string): SessionMarker | WrongReason {
  const [startS, endS] = [seconds(start), seconds(end)];
  if (startS === null || endS === null) return 'no-time';
  if (endS < startS) return 'before-start';
  if (endS > LATEST_S) return 'too-late';
  const shown = name
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MARKER_FILE_LIMITS.nameLength);
  return shown === '' ? 'no-name' : { startS, endS, name: shown };
}

/** `12.5`, `1:02.5`, `00:01:02,500`; null for what is no time. */
function seconds(text: string): number | null {
  const clock = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,9}))?$/.exec(text.trim());
  if (clock === null) return null;
  const [, hours = '0', minutes = '0', whole = '0', fraction = '0'] = clock;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(`${whole}.${fraction}`);
}
