export const LANGUAGES = ['en', 'id'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A failure as data: what a log, a stored event or another thread needs to show it again. */
export interface ErrorData {
  readonly kind: string;
  readonly parameters: Parameters;
}

/** A failure inside another text is shown in the language of that text. */
export type ParameterValue = string | number | boolean | ErrorData;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** The names between the braces of a template: `'{path} has {count:rows}'` has path and count. */
export type ParameterNames<Template extends string> =
  Template extends `${string}{${infer Placeholder}}${infer Rest}`
    ? (Placeholder extends `${infer Name}:${string}` ? Name : Placeholder) | ParameterNames<Rest>
    : never;

type Vocabulary = Readonly<Record<string, Readonly<Record<Language, string>>>>;

/** Words that stand for a value of the program; chosen by the format after the colon. */
const VOCABULARIES: Readonly<Record<string, Vocabulary>> = {
  source: {
    camera: { en: 'camera', id: 'kamera' },
    stream: { en: 'stream', id: 'aliran video' },
    file: { en: 'file', id: 'berkas' },
    snapshot: { en: 'snapshot', id: 'kamera foto' },
    synthetic: { en: 'synthetic', id: 'sumber tiruan' },
    program: { en: 'program', id: 'program' },
  },
  /** What an operator tries when a source gives no frames. */
  advice: {
    camera: {
      en: 'unplug it and plug it in again, and check its cable',
      id: 'cabut lalu pasang lagi, dan periksa kabelnya',
    },
    snapshot: {
      en: 'unplug the camera and plug it in again',
      id: 'cabut kamera lalu pasang lagi',
    },
    stream: {
      en: 'switch the camera off and on, and check its network',
      id: 'matikan lalu nyalakan kamera, dan periksa jaringannya',
    },
    file: {
      en: 'check the disk that the file is on',
      id: 'periksa disk tempat berkas itu',
    },
    program: {
      en: 'run its command by hand and look whether it gives pictures',
      id: 'jalankan perintahnya sendiri dan lihat apakah memberi gambar',
    },
    synthetic: { en: 'restart ekspresi', id: 'mulai ulang ekspresi' },
  },
  markerLine: {
    'no-time': { en: 'its times cannot be read', id: 'waktunya tidak dapat dibaca' },
    'before-start': { en: 'it ends before it begins', id: 'berakhir sebelum mulai' },
    'no-name': { en: 'it has no name', id: 'tidak bernama' },
    'no-end': { en: 'it has no end', id: 'tidak ada akhirnya' },
    'too-late': { en: 'it lies beyond 24 hours', id: 'lebih dari 24 jam' },
  },
  rows: {
    observations: { en: 'observations', id: 'pengamatan' },
    faces: { en: 'faces', id: 'wajah' },
    minutes: { en: 'minutes', id: 'jumlahan per menit' },
    hours: { en: 'hours', id: 'jumlahan per jam' },
    events: { en: 'events', id: 'kejadian' },
    markers: { en: 'markers', id: 'penanda' },
  },
  deletion: {
    age: { en: 'older than the retention period', id: 'lebih lama daripada masa simpan' },
    'database-size': {
      en: 'the database reached its size limit',
      id: 'basis data mencapai batas ukurannya',
    },
    request: { en: 'an administrator asked for it', id: 'diminta administrator' },
    'free-disk': { en: 'the disk was nearly full', id: 'disk hampir penuh' },
  },
  /** What is wrong with a field of a marker. */
  marker: {
    missing: { en: 'is missing', id: 'tidak ada' },
    'too-long': { en: 'is too long', id: 'terlalu panjang' },
    'no-time': { en: 'is no time', id: 'bukan waktu' },
    'too-far-ahead': {
      en: 'is more than a day in the future by the clock of this kiosk',
      id: 'lebih dari sehari di masa depan menurut jam kios ini',
    },
    'open-ahead': {
      en: 'is wanted for what begins in the future',
      id: 'wajib diisi untuk yang mulai di masa depan',
    },
    'before-start': { en: 'is before the beginning', id: 'sebelum awalnya' },
    'no-duration': {
      en: 'is the beginning itself: nothing was shown',
      id: 'sama dengan awalnya: tidak ada yang ditampilkan',
    },
    'span-too-long': {
      en: 'is more than a day after the beginning',
      id: 'lebih dari sehari setelah awalnya',
    },
    'before-history': {
      en: 'is before the history of this kiosk begins',
      id: 'sebelum riwayat kios ini dimulai',
    },
    'no-kind': {
      en: 'is none of content, note, session',
      id: 'bukan content, note, atau session',
    },
    'not-understood': { en: 'is not understood', id: 'tidak dipahami' },
  },
  markerKind: {
    content: { en: 'The content', id: 'Konten' },
    note: { en: 'The note', id: 'Catatan' },
    session: { en: 'The session', id: 'Sesi' },
  },
  completeness: {
    true: { en: '', id: '' },
    false: { en: ', not all', id: ', tidak semuanya' },
  },
};

const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/g;

/** The names that a template asks for. */
export function parameterNames(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/**
 * Fills in a template. `{name}` is the parameter as it is, `{name:utc}` a time of epoch
 * milliseconds, `{name:source}` a word of that vocabulary. A parameter that is missing stays in
 * braces.
 *
 * @param renderError how a failure among the parameters is shown
 */
export function fillTemplate(
  template: string,
  parameters: Parameters,
  language: Language,
  renderError: (error: ErrorData, format?: string) => string,
): string {
  return template.replace(PLACEHOLDER, (placeholder, name: string, format?: string) => {
    if (!Object.hasOwn(parameters, name)) return placeholder;
    const value = parameters[name] as ParameterValue;
    if (typeof value === 'object') return renderError(value, format);
    if (format === 'utc') return minuteUtc(Number(value));
    const words = format === undefined ? undefined : VOCABULARIES[format];
    const word = String(value);
    if (words !== undefined && Object.hasOwn(words, word)) return words[word]![language];
    return typeof value === 'number' && language === 'id' ? word.replace('.', ',') : word;
  });
}

function minuteUtc(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(0, 16).replace('T', ' ');
}
