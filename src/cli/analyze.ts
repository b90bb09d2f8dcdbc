import { readMedia } from '../capture/file/read-media.js';
import { systemClock } from '../core/clock.js';
import { describeError, usageError } from '../core/errors.js';
import { silentLog } from '../core/log.js';
import { toInferenceSettings } from '../daemon/config/to-settings.js';
import { DETECTORS, type InferenceSettings } from '../inference/inference-settings.js';
import { createFacePipeline, type FacePipeline } from '../inference/pipeline/face-pipeline.js';
import { analysisLines } from '../media/analysis-lines.js';
import { FileSummary } from '../media/file-summary.js';
import type { Command, CommandIo } from './command.js';
import { offlineConfig } from './offline-config.js';
import { parseOptions, wholeNumber } from './options.js';
import { modelsFolder } from './version.js';
import { writeAll } from './write-all.js';

/** Faces are found on a picture of at most this size; boxes are given in the source's pixels. */
const MAX_SIDE_PX = 1920;
/** Frames are not consecutive enough beyond this to ask for three sightings of a face. */
const SPARSE_EVERY_NTH = 5;

export const analyzeCommand: Command = {
  name: 'analyze',
  summary: 'pictures and videos in, one JSON line per face out',
  help: `Usage: ekspresi analyze [--every N] [--detector D] [--model M] [--config F] FILE…

Prints one line of JSON per face and analysed frame on stdout, a summary per file on
stderr. Coordinates are in pixels of the picture as it is displayed (rotation applied).

  --every N     analyse every N-th frame of a video (default 1)
  --detector D  ${DETECTORS.join(', ')} (default: inference.detector)
  --model M     expression model: a folder under models/ or a path (default: inference.model)
  --config F    the configuration that these defaults come from

Exit: 0 every file was analysed, 1 one or more could not be (the others were), 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals: files } = parseOptions(
      'analyze',
      args,
      {
        every: { type: 'string', default: '1' },
        detector: { type: 'string' },
        model: { type: 'string' },
        config: { type: 'string' },
      },
      { most: Number.POSITIVE_INFINITY },
    );
    if (files.length === 0) throw usageError('analyze', 'name at least one picture or video');
    const everyNth = wholeNumber('analyze', 'every', values.every, { min: 1, max: 100_000 });
    const config = offlineConfig(values.config, io);
    const named = values.detector ?? config.inference.detector;
    const detector = DETECTORS.find((name) => name === named);
    if (detector === undefined) {
      throw usageError('analyze', `--detector is ${DETECTORS.join(' or ')}, not '${named}'`);
    }
    const model = values.model ?? config.inference.model;
    const inference = { ...config.inference, model, detector };
    const settings = offlineSettings(
      toInferenceSettings({ ...config, inference }, modelsFolder()),
      everyNth,
    );
    const { ffmpegPath } = config.camera;
    let failed = 0;
    for (const file of files) {
      io.signal.throwIfAborted();
      // Each file has its own people: numbers and smoothing start anew.
      const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
      try {
        await analyzeFile(file, { pipeline, everyNth, ffmpegPath, io });
      } catch (error) {
        if (io.signal.aborted) throw error;
        failed++;
        io.stderr.write(`ekspresi: ${withPath(describeError(error), file)}\n`);
      } finally {
        await pipeline.close();
      }
    }
    if (failed > 0) io.stderr.write(`ekspresi: ${failed} of ${files.length} files failed\n`);
    return failed === 0 ? 0 : 1;
  },
};

/** Nobody waits for a frame here: every frame is searched and every face read. */
function offlineSettings(settings: InferenceSettings, everyNth: number): InferenceSettings {
  return {
    ...settings,
    classificationsPerSecond: Number.MAX_SAFE_INTEGER,
    classificationsTogether: Number.POSITIVE_INFINITY,
    landmarksPerSecond: Number.MAX_SAFE_INTEGER,
    scanBudgetMs: Number.MAX_SAFE_INTEGER,
    // They are of the kiosk's own picture.
    masks: [],
    tracker: everyNth >= SPARSE_EVERY_NTH ? { confirmHits: 1, confirmMs: 0 } : {},
  };
}

async function analyzeFile(
  file: string,
  deps: { pipeline: FacePipeline; everyNth: number; ffmpegPath: string; io: CommandIo },
): Promise<void> {
  const { pipeline, everyNth, ffmpegPath, io } = deps;
  const summary = new FileSummary(file);
  const media = readMedia(file, {
    everyNth,
    ffmpegPath,
    signal: io.signal,
    maxSidePx: MAX_SIDE_PX,
  });
  try {
    for await (const { frame, sourceWidthPx, still } of media) {
      const analysis = still ? await pipeline.analyseStill(frame) : await pipeline.analyse(frame);
      const scale = sourceWidthPx / frame.width;
      for (const line of analysisLines(analysis, { source: file, scale })) {
        await writeAll(io.stdout, `${JSON.stringify(line)}\n`);
      }
      summary.add(analysis);
    }
  } finally {
    if (summary.frames > 0) io.stderr.write(`${summary.text()}\n`);
  }
}

/** Messages of libraries below may not name the file. */
function withPath(message: string, file: string): string {
  return message.includes(file) ? message : `${file}: ${message}`;
}
