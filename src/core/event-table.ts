import { errorTexts, isErrorData } from './errors.js';
import {
  fillTemplate,
  type Language,
  type ParameterNames,
  type Parameters,
  type ParameterValue,
  parameterNames,
} from './localised-text.js';

type EventLevel = 'info' | 'warning' | 'error';

interface EventEntry {
  readonly level: EventLevel;
  readonly en: string;
  readonly id: string;
}

/**
 * Everything that is worth a line in the list of events, by kind (stable, for programs too): how
 * grave it is, and its sentence in each language, made of the details that the event carries.
 */
const EVENT_TABLE = {
  'source-lost': {
    level: 'warning',
    en: '{failure}',
    id: 'Kamera tidak mengirim gambar: {failure}',
  },
  'source-running': {
    level: 'info',
    en: 'Frames arrive from {source}',
    id: 'Gambar datang dari {source}',
  },
  'source-ended': { level: 'info', en: '{source} has ended', id: '{source} telah selesai' },
  closed: {
    level: 'info',
    en: 'Outside opening hours: nothing is measured',
    id: 'Di luar jam buka: tidak ada yang diukur',
  },
  'source-unsteady': {
    level: 'warning',
    en: '{source} comes and goes again and again. Try another cable, or a powered hub.',
    id: '{source} berulang kali hilang dan kembali. Coba kabel lain, atau hub dengan catu daya.',
  },
  paused: {
    level: 'info',
    en: 'Paused by {by}: nothing is measured',
    id: 'Dijeda oleh {by}: tidak ada yang diukur',
  },
  resumed: { level: 'info', en: 'Resumed by {by}', id: 'Dilanjutkan oleh {by}' },
  'too-dark': {
    level: 'warning',
    en: 'It is too dark to see faces. Turn a light on, or uncover the lens.',
    id: 'Terlalu gelap untuk melihat wajah. Nyalakan lampu, atau buka penutup lensa.',
  },
  'light-is-back': {
    level: 'info',
    en: 'There is light enough again',
    id: 'Cahaya sudah cukup lagi',
  },
  'picture-turned': {
    level: 'warning',
    en: 'Faces stand upright only in a turned picture. Set camera.rotate: {degrees}',
    id: 'Wajah hanya tegak dalam gambar yang diputar. Atur camera.rotate: {degrees}',
  },
  'too-hot': {
    level: 'warning',
    en: 'The box is at {celsius} °C: fewer frames are analysed. Give it air.',
    id: 'Suhu perangkat {celsius} °C: lebih sedikit bingkai dianalisis. Beri udara.',
  },
  'cooled-down': {
    level: 'info',
    en: 'The box has cooled down: every frame is analysed again',
    id: 'Perangkat sudah dingin: setiap bingkai dianalisis lagi',
  },
  'worker-restarting': {
    level: 'warning',
    en: '{failure}',
    id: 'Analisis dimulai ulang: {failure}',
  },
  'worker-failed': {
    level: 'error',
    en: '{failure:full}',
    id: 'Analisis gagal: {failure:full}',
  },
  'run-interrupted': {
    level: 'warning',
    en: 'The run before ended without notice, with {faces} faces in view',
    id: 'Sesi sebelumnya berakhir tanpa pemberitahuan, dengan {faces} wajah terlihat',
  },
  'store-resumed': {
    level: 'warning',
    en: 'The history could not be written for a while: {failure}',
    id: 'Riwayat sempat tidak dapat ditulis: {failure}',
  },
  'history-deleted': {
    level: 'info',
    en: 'Deleted {rows} {what:rows} of {fromMs:utc} to {toMs:utc} UTC: {reason:deletion}',
    id: 'Dihapus {rows} {what:rows} dari {fromMs:utc} hingga {toMs:utc} UTC: {reason:deletion}',
  },
  'database-vanished': {
    level: 'error',
    en: '{path} was deleted or replaced by another program; a new one is begun',
    id: '{path} dihapus atau diganti program lain; yang baru dimulai',
  },
  'database-set-aside': {
    level: 'error',
    en: 'The database was damaged and set aside as {setAsidePath}; a new one was begun and {observations} observations were saved{complete:completeness}',
    id: 'Basis data rusak dan disisihkan sebagai {setAsidePath}; yang baru dimulai dan {observations} pengamatan diselamatkan{complete:completeness}',
  },
  'rows-left-out': {
    level: 'warning',
    en: '{unreadable} rows of the damaged database could not be read and were left out',
    id: '{unreadable} baris basis data yang rusak tidak dapat dibaca dan ditinggalkan',
  },
  'set-aside-removed': {
    level: 'warning',
    en: '{path} ({megabytes} MB), a history that had been set aside, was removed: the disk was nearly full',
    id: '{path} ({megabytes} MB), riwayat yang pernah disisihkan, dihapus: disk hampir penuh',
  },
  'accounts-set-aside': {
    level: 'error',
    en: 'The accounts were damaged and set aside as {path}; {users} of those who may sign in were saved',
    id: 'Akun rusak dan disisihkan sebagai {path}; {users} orang yang boleh masuk terselamatkan',
  },
  'backup-failed': {
    level: 'error',
    en: '{failure:full}',
    id: 'Cadangan tidak dapat dibuat: {failure:full}',
  },
  'backup-skipped': {
    level: 'warning',
    en: 'There is no room on the disk for the daily backup',
    id: 'Tidak ada ruang di disk untuk cadangan harian',
  },
  'marker-never-ended': {
    level: 'warning',
    en: '{kind:markerKind} “{name}” (marker {id}) was not ended for {minutes} minutes and was ended; it counts in no report until its end is corrected',
    id: '{kind:markerKind} “{name}” (penanda {id}) tidak diakhiri selama {minutes} menit, jadi diakhiri; tidak dihitung dalam laporan sampai akhirnya diperbaiki',
  },
  'marker-clock-jumped': {
    level: 'warning',
    en: 'The clock jumped during {kind:markerKind} “{name}” (marker {id}); it counts in no report until it is corrected',
    id: 'Jam melompat selama {kind:markerKind} “{name}” (penanda {id}); tidak dihitung dalam laporan sampai diperbaiki',
  },
} as const satisfies Readonly<Record<string, EventEntry>>;

export type EventKind = keyof typeof EVENT_TABLE;
export const EVENT_KINDS = Object.keys(EVENT_TABLE) as readonly EventKind[];

/** What the sentence of a kind names; further details are for programs. */
type EventDetails<Kind extends EventKind> = Readonly<
  Record<ParameterNames<(typeof EVENT_TABLE)[Kind]['en' | 'id']>, ParameterValue>
>;

/** One line of the list of events. */
export interface KioskEvent {
  readonly level: EventLevel;
  readonly kind: EventKind;
  /** In English, for logs and programs; pages tell it in their own language. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** An event with its English sentence. A `failure` among the details is `errorReason(error)`. */
export function kioskEvent<Kind extends EventKind>(
  kind: Kind,
  details: EventDetails<Kind> & Readonly<Record<string, unknown>>,
  level: EventLevel = EVENT_TABLE[kind].level,
): KioskEvent {
  const message = eventSentence(kind, details, 'en') ?? kind;
  return { level, kind, message, details: Object.keys(details).length === 0 ? null : details };
}

/** What happened, in a language; null for another version's kind or where details are missing. */
export function eventSentence(
  kind: string,
  details: Readonly<Record<string, unknown>> | null,
  language: Language,
): string | null {
  if (!Object.hasOwn(EVENT_TABLE, kind)) return null;
  const template = EVENT_TABLE[kind as EventKind][language];
  const known = details ?? {};
  if (parameterNames(template).some((name) => !isValue(known[name]))) return null;
  return fillTemplate(template, known as Parameters, language, (failure, format) => {
    const { code, message, remedy } = errorTexts(failure, language);
    return format === 'full' ? `${message} (${code}). ${remedy}` : message;
  });
}

function isValue(value: unknown): value is ParameterValue {
  return ['string', 'number', 'boolean'].includes(typeof value) || isErrorData(value);
}
