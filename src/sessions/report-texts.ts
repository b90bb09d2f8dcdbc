import type { Expression } from '../core/expression.js';
import type { Language } from '../core/localised-text.js';

export interface ReportTexts {
  readonly title: string;
  readonly expressions: Readonly<Record<Expression, string>>;
  readonly unclear: string;
  readonly face: string;
  readonly participant: string;
  readonly stimulus: string;
  readonly condition: string;
  readonly began: string;
  readonly length: string;
  readonly seen: string;
  readonly baseline: (fromS: string, toS: string) => string;
  readonly noBaseline: string;
  readonly probabilities: string;
  readonly valence: string;
  readonly looking: string;
  readonly blinks: string;
  readonly blinksPerMinute: string;
  readonly marker: string;
  readonly whole: string;
  readonly seconds: string;
  readonly noFace: string;
  readonly meaning: string;
  readonly made: string;
  readonly print: string;
}

/** The words of the printable report and of the curves. */
export const REPORT_TEXTS: Readonly<Record<Language, ReportTexts>> = {
  en: {
    title: 'Session report',
    expressions: {
      ...{ angry: 'Angry', disgust: 'Disgust', fear: 'Fear', happy: 'Happy' },
      ...{ sad: 'Sad', surprise: 'Surprise', neutral: 'Neutral' },
    },
    unclear: 'Unclear',
    face: 'Face',
    participant: 'Participant',
    stimulus: 'Stimulus',
    condition: 'Condition',
    began: 'Began',
    length: 'Length',
    seen: 'Face seen',
    baseline: (fromS, toS) =>
      `Less the neutral baseline of each face from ${fromS} to ${toS} s, subtracted in log space; the measured values stand in the tables of the CSV and Parquet files.`,
    noBaseline: 'Without a baseline: as measured.',
    probabilities: 'Probability of each expression',
    valence: 'Valence (happy minus the strongest negative expression)',
    looking: 'Looking at the screen',
    blinks: 'Blinks',
    blinksPerMinute: 'Blinks a minute',
    marker: 'Span',
    whole: 'All of it',
    seconds: 's',
    noFace: 'No face was seen.',
    meaning:
      'Expressions are what a face shows, not what a person feels. Shares are of the readings in the span; unclear ones are in no expression.',
    made: 'Made by ekspresi',
    print: 'Print',
  },
  id: {
    title: 'Laporan sesi',
    expressions: {
      ...{ angry: 'Marah', disgust: 'Jijik', fear: 'Takut', happy: 'Senang' },
      ...{ sad: 'Sedih', surprise: 'Terkejut', neutral: 'Netral' },
    },
    unclear: 'Tidak jelas',
    face: 'Wajah',
    participant: 'Peserta',
    stimulus: 'Stimulus',
    condition: 'Kondisi',
    began: 'Dimulai',
    length: 'Lama',
    seen: 'Wajah terlihat',
    baseline: (fromS, toS) =>
      `Dikurangi acuan netral tiap wajah dari detik ${fromS} hingga ${toS}, dalam skala logaritma; nilai terukurnya ada di tabel berkas CSV dan Parquet.`,
    noBaseline: 'Tanpa acuan netral: sebagaimana terukur.',
    probabilities: 'Probabilitas tiap ekspresi',
    valence: 'Valensi (senang dikurangi ekspresi negatif terkuat)',
    looking: 'Menghadap layar',
    blinks: 'Kedipan',
    blinksPerMinute: 'Kedipan per menit',
    marker: 'Rentang',
    whole: 'Seluruhnya',
    seconds: 'dtk',
    noFace: 'Tidak ada wajah yang terlihat.',
    meaning:
      'Ekspresi adalah apa yang tampak di wajah, bukan apa yang dirasakan orang. Persentase dihitung dari pembacaan dalam rentang itu; yang tidak jelas tidak masuk ekspresi mana pun.',
    made: 'Dibuat oleh ekspresi',
    print: 'Cetak',
  },
};
