import { existsSync, realpathSync, statSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeError, EkspresiError } from '../core/errors.js';
import { toInferenceSettings } from '../daemon/config/to-settings.js';
import { createOfflinePipelines } from '../media/analyze-files.js';
import { type RecordedFilm, recordFilm } from '../media/record-film.js';
import { calibrateSession } from '../sessions/calibrate-session.js';
import { elanDocument } from '../sessions/elan-document.js';
import { MARKER_FILE_LIMITS, parseMarkers } from '../sessions/marker-file.js';
import { sessionTable } from '../sessions/session-files.js';
import type { SessionMarker, SessionRecord } from '../sessions/session-record.js';
import { sessionReport } from '../sessions/session-report.js';
import { summarise } from '../sessions/session-summary.js';
import { webVtt } from '../sessions/web-vtt.js';
import type { Command, CommandIo } from './command.js';
import { offlineConfig } from './offline-config.js';
import { parseOptions, wholeNumber } from './options.js';
import { createProgressLine } from './progress-line.js';
import { modelsFolder } from './version.js';
import { writeOutput } from './write-output.js';

const NAME = 'session';

export const command: Command = {
  help: `Usage: ekspresi session FILM -o DIR [options]

Analyses every frame of a film and writes into DIR, under the film's name:

  .csv, .parquet   a row per face and frame
  .eaf             tiers for ELAN: expressions, blinks, looking, markers
  .vtt             the expressions as subtitles (WebVTT)
  .summary.json    shares, valence, blinks and looking of each face and each marked span
  .report.html     curves and tables, to be read in a browser and printed
  .annotated.mp4   the film with boxes, labels and bars

  -o DIR           the folder, which is made if need be
  --stimulus S     what was shown: a film, of which the file's name is taken, or a name
  --participant P  a code such as P01; no names
  --condition C    the condition of the experiment
  --markers F      spans of the film: a CSV (start,end,name) or subtitles (SRT, WebVTT)
  --skip-wrong     takes the markers that can be read; otherwise a wrong one ends the command
  --baseline N     takes the first N seconds of the film for neutral and subtracts each face's
                   reading there in log space; the measured values are kept (default 0: none)
  --every N        analyse every N-th frame (default 1)
  --no-film        writes no annotated film
  --progress       prints {"doneS":…,"durationS":…} on stdout as it goes, a line a second
  --model M        expression model: a folder under models/ or a path (default:
                   inference.model)
  --config F       the configuration that these defaults, language and zone come from

Exit: 0 written, 1 failed, or the film has no face or ends early (what there is of it is
written), 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      NAME,
      args,
      {
        output: { type: 'string', short: 'o' },
        stimulus: { type: 'string' },
        participant: { type: 'string' },
        condition: { type: 'string' },
        markers: { type: 'string' },
        'skip-wrong': { type: 'boolean', default: false },
        baseline: { type: 'string', default: '0' },
        every: { type: 'string', default: '1' },
        'no-film': { type: 'boolean', default: false },
        progress: { type: 'boolean', default: false },
        model: { type: 'string' },
        config: { type: 'string' },
      },
      { most: 1 },
    );
    const [film] = positionals;
    if (film === undefined) throw new EkspresiError('file-wanted', { command: NAME, what: 'film' });
    if (values.output === undefined)
      throw new EkspresiError('option-wanted', { command: NAME, option: 'output' });
    const everyNth = wholeNumber(NAME, 'every', values.every, { min: 1, max: 100_000 });
    const baselineS = wholeNumber(NAME, 'baseline', values.baseline, { min: 0, max: 3600 });
    const config = offlineConfig(values.config, io);
    const markers =
      values.markers === undefined
        ? []
        : await readMarkers(values.markers, { skipWrong: values['skip-wrong'], io });
    const place = await outputPlace(values.output, film);

    const model = values.model ?? config.inference.model;
    const inference = { ...config.inference, model };
    const [pipeline] = await createOfflinePipelines(
      toInferenceSettings({ ...config, inference }, modelsFolder()),
      { everyNth, thorough: false, count: 1 },
    );
    const tellProgress = values.progress ? progressLines(io.stdout) : () => {};
    const bar = createProgressLine(io.stderr, { total: null, of: 's of film' });
    let recorded: RecordedFilm;
    try {
      recorded = await recordFilm(film, pipeline as NonNullable<typeof pipeline>, {
        ...{ everyNth, ffmpegPath: config.camera.ffmpegPath, signal: io.signal },
        annotatePath: values['no-film'] ? undefined : place('.annotated.mp4'),
        onProgress: (doneS, durationS) => {
          bar.update(doneS);
          tellProgress(doneS, durationS);
        },
      });
    } finally {
      bar.end();
      await pipeline?.close();
    }
    const record = sessionOf(film, recorded, markers, { ...values, baselineS });
    await writeFiles(record, film, place, {
      ...{ io, withFilm: !values['no-film'], timeZone: config.dashboard.timeZone },
      language: config.dashboard.language === 'id' ? 'id' : 'en',
    });
    return tell(film, recorded, values.output, io);
  },
};

function sessionOf(
  film: string,
  { samples, durationS }: RecordedFilm,
  markers: readonly SessionMarker[],
  values: {
    readonly stimulus?: string;
    readonly participant?: string;
    readonly condition?: string;
    readonly baselineS: number;
  },
): SessionRecord {
  const { stimulus, participant = null, condition = null, baselineS } = values;
  const baseline = baselineS === 0 ? null : { fromS: 0, toS: baselineS };
  return {
    ...{ title: basename(film), participant, condition, startedAtMs: null, durationS, markers },
    stimulus: stimulus === undefined ? null : basename(stimulus),
    baseline,
    samples: baseline === null ? samples : calibrateSession(samples, baseline),
  };
}

/** Gives the path of an output by its ending. @throws EkspresiError OUTPUT_UNWRITABLE, USAGE */
async function outputPlace(folder: string, film: string): Promise<(ending: string) => string> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new EkspresiError('output-unwritable', { path: folder, reason }, { cause });
  }
  const stem = basename(film, extname(film));
  const place = (ending: string) => join(folder, `${stem}${ending}`);
  const original = existsSync(film) ? realpathSync(film) : null;
  const annotated = place('.annotated.mp4');
  if (existsSync(annotated) && realpathSync(annotated) === original) {
    throw new EkspresiError('annotate-over-input', { path: film });
  }
  return place;
}

async function readMarkers(
  path: string,
  { skipWrong, io }: { readonly skipWrong: boolean; readonly io: CommandIo },
): Promise<readonly SessionMarker[]> {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) throw new EkspresiError('file-missing', { path });
  if (!facts.isFile() || facts.size > MARKER_FILE_LIMITS.bytes) {
    throw new EkspresiError('markers-head', { path });
  }
  const { markers, wrong } = parseMarkers(path, await readFile(path, 'utf8'));
  const [first] = wrong;
  if (first !== undefined && !skipWrong) {
    throw new EkspresiError('markers-wrong', { path, ...first, count: wrong.length });
  }
  for (const left of wrong.slice(0, 20)) {
    io.stderr.write(`${new EkspresiError('marker-left-out', { path, ...left }).message}\n`);
  }
  if (wrong.length > 20) io.stderr.write(`ekspresi: ${path}: ${wrong.length} lines left out\n`);
  return markers;
}

async function writeFiles(
  record: SessionRecord,
  film: string,
  place: (ending: string) => string,
  options: {
    readonly io: CommandIo;
    readonly withFilm: boolean;
    readonly timeZone: string;
    readonly language: 'en' | 'id';
  },
): Promise<void> {
  const { io, withFilm, timeZone, language } = options;
  const nowMs = Date.now();
  const url = pathToFileURL(resolve(film)).href;
  const folder = resolve(place(''), '..');
  const relativeUrl = encodeURI(relative(folder, resolve(film)));
  const media = { url, relativeUrl: `./${relativeUrl}`, mimeType: mimeType(film) };
  const annotated = basename(place('.annotated.mp4'));
  const report = {
    ...{ language, timeZone, nowMs },
    ...(withFilm ? { filmUrl: `./${encodeURIComponent(annotated)}` } : {}),
  };
  const files: readonly (readonly [string, Iterable<Uint8Array | string>])[] = [
    ['.csv', sessionTable(record, 'csv')],
    ['.parquet', sessionTable(record, 'parquet')],
    ['.eaf', [elanDocument(record, { media, nowMs })]],
    ['.vtt', [webVtt(record)]],
    ['.summary.json', [`${JSON.stringify(summarise(record), null, 2)}\n`]],
    ['.report.html', [sessionReport(record, report)]],
  ];
  for (const [ending, chunks] of files) {
    await writeOutput(place(ending), { chunks, signal: io.signal });
  }
}

function tell(film: string, recorded: RecordedFilm, folder: string, io: CommandIo): number {
  const { frames, samples, error } = recorded;
  const faces = new Set(samples.map(({ face }) => face)).size;
  io.stderr.write(`${film}: ${frames} frames, ${faces} faces, written to ${folder}\n`);
  if (error !== null) io.stderr.write(`ekspresi: ${describeError(error)}\n`);
  if (faces > 0) return error === null ? 0 : 1;
  const none = new EkspresiError('session-without-face', { path: film, frames });
  io.stderr.write(`ekspresi: ${describeError(none)}\n`);
  return 1;
}

/** At most one line a second. */
function progressLines(stream: NodeJS.WritableStream) {
  let toldMs = Number.NEGATIVE_INFINITY;
  return (doneS: number, durationS: number | null) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < 1000) return;
    toldMs = nowMs;
    stream.write(`${JSON.stringify({ doneS, durationS })}\n`);
  };
}

/** As ELAN names them. */
function mimeType(film: string): string {
  const kinds: Readonly<Record<string, string>> = {
    ...{ '.mp4': 'video/mp4', '.m4v': 'video/mp4', '.mov': 'video/quicktime' },
    ...{ '.mpg': 'video/mpeg', '.mpeg': 'video/mpeg', '.webm': 'video/webm' },
  };
  return kinds[extname(film).toLowerCase()] ?? 'video/*';
}
