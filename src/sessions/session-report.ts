import { EXPRESSIONS } from '../core/expression.js';
import type { Language } from '../core/localised-text.js';
import { REPORT_TEXTS, type ReportTexts } from './report-texts.js';
import { sessionCurves } from './session-curves.js';
import { type SessionRecord, stimulusSamples } from './session-record.js';
import { type FaceSummary, type SpanSummary, summarise } from './session-summary.js';
import { escapeXml } from './xml-text.js';

interface ReportOptions {
  readonly language: Language;
  /** IANA zone of the times. */
  readonly timeZone: string;
  readonly nowMs: number;
  /** Address of the annotated film, seen from the report: it is shown beside the curves. */
  readonly filmUrl?: string;
}

/** Faces in one report: each has a page. */
const MOST_FACES = 50;

/** A session as one HTML file that asks for nothing else, to be read and printed. */
export function sessionReport(record: SessionRecord, options: ReportOptions): string {
  const { language, filmUrl } = options;
  const texts = REPORT_TEXTS[language];
  const summary = summarise(record);
  const samples = stimulusSamples(record);
  const curves = { durationS: record.durationS, markers: record.markers, texts };
  const faces = summary.faces
    .slice(0, MOST_FACES)
    .flatMap((face) => [
      `<section><h2>${texts.face} ${face.face}</h2>`,
      sessionCurves(samples.get(face.face) ?? [], curves),
      table(face, texts, language),
      '</section>',
    ]);
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeXml(`${texts.title}: ${record.title}`)}</title><style>${STYLE}</style></head><body>`,
    `<header><h1>${escapeXml(record.title)}</h1><p>${texts.title}</p></header>`,
    facts(record, options, texts),
    ...(filmUrl === undefined
      ? []
      : [`<video controls preload="metadata" src="${escapeXml(filmUrl)}"></video>`]),
    ...(faces.length === 0 ? [`<p>${texts.noFace}</p>`] : faces),
    `<footer><p>${texts.meaning}</p><p>${texts.made}, ${moment(options.nowMs, options)}</p></footer>`,
    '</body></html>\n',
  ].join('\n');
}

function facts(record: SessionRecord, options: ReportOptions, texts: ReportTexts): string {
  const { participant, stimulus, condition, startedAtMs, durationS, baseline } = record;
  const rows = [
    [texts.participant, participant],
    [texts.stimulus, stimulus],
    [texts.condition, condition],
    [texts.began, startedAtMs === null ? null : moment(startedAtMs, options)],
    [texts.length, `${number(durationS, 1, options.language)} ${texts.seconds}`],
  ] as const;
  const listed = rows.flatMap(([name, value]) =>
    value === null ? [] : [`<dt>${name}</dt><dd>${escapeXml(value)}</dd>`],
  );
  const note =
    baseline === null
      ? texts.noBaseline
      : texts.baseline(
          number(baseline.fromS, 1, options.language),
          number(baseline.toS, 1, options.language),
        );
  return `<dl>${listed.join('')}</dl><p>${note}</p>`;
}

function table(face: FaceSummary, texts: ReportTexts, language: Language): string {
  const names = EXPRESSIONS.map((name) => `<th>${texts.expressions[name]}</th>`).join('');
  const head = `<tr><th>${texts.marker}</th><th>${texts.seen}</th>${names}<th>${texts.unclear}</th><th>${texts.valence.replace(/ \(.*$/, '')}</th><th>${texts.looking}</th><th>${texts.blinks}</th><th>${texts.blinksPerMinute}</th></tr>`;
  const rows = [
    row(texts.whole, face, texts, language),
    ...face.markers.map(({ name, startS, endS, summary }) => {
      const span = `${number(startS, 1, language)}–${number(endS, 1, language)} ${texts.seconds}`;
      return row(`${name} (${span})`, summary, texts, language);
    }),
  ];
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`;
}

function row(name: string, span: SpanSummary, texts: ReportTexts, language: Language): string {
  const percent = (share: number | null) =>
    share === null || span.samples === 0 ? '–' : `${number(share * 100, 0, language)} %`;
  const cells = [
    `${number(span.seenS, 1, language)} ${texts.seconds}`,
    ...EXPRESSIONS.map((expression) => percent(span.expressions[expression])),
    percent(span.unclear),
    span.meanValence === null ? '–' : number(span.meanValence, 2, language),
    percent(span.looking),
    String(span.blinks),
    span.blinksPerMinute === null ? '–' : number(span.blinksPerMinute, 1, language),
  ];
  return `<tr><th scope="row">${escapeXml(name)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function number(value: number, digits: number, language: Language): string {
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, fraction).format(value);
}

function moment(atMs: number, { language, timeZone }: ReportOptions): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const;
  return `${new Intl.DateTimeFormat(language, style).format(atMs)} (${timeZone})`;
}

const STYLE = `
body{font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;color:#17202e;background:#fff;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{margin:0;font-size:1.7rem;overflow-wrap:anywhere}header p,footer{color:#55617a}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#55617a}dd{margin:0;overflow-wrap:anywhere}
section{break-inside:avoid;margin:2rem 0}svg{max-width:100%;height:auto}video{max-width:100%;max-height:60vh;background:#000}
table{border-collapse:collapse;width:100%;font-size:.8rem;display:block;overflow-x:auto}
th,td{padding:.25rem .45rem;border-bottom:1px solid #dde2ea;text-align:right;white-space:nowrap}
th:first-child{text-align:left}thead th{white-space:normal;vertical-align:bottom}
@media print{body{margin:0;max-width:none}video{display:none}table{font-size:7.5pt;display:table}th,td{padding:1pt 3pt;white-space:normal}@page{size:A4 landscape;margin:12mm}}
`;
