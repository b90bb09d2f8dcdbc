import { describeError, EkspresiError } from '../core/errors.js';
import { toInferenceSettings, toStoreSettings } from '../daemon/config/to-settings.js';
import { DETECTORS } from '../inference/inference-settings.js';
import { analyzeFile } from '../media/analyze-file.js';
import { AnalysisHistory } from './analysis-history.js';
import type { Command } from './command.js';
import { offlineConfig } from './offline-config.js';
import { parseOptions, wholeNumber } from './options.js';
import { modelsFolder } from './version.js';
import { writeAll } from './write-output.js';

export const command: Command = {
  help: `Usage: ekspresi analyze [--every N] [--thorough] [--detector D] [--model M] [--config F]
                        [--store DIR] FILE…

Prints one line of JSON per face and analysed frame on stdout, a summary per file on
stderr. Coordinates are in pixels of the picture as it is displayed (rotation applied).

  --every N     analyse every N-th frame of a video (default 1)
  --thorough    search every part of every frame for new faces, not only where something
                changed
  --detector D  ${DETECTORS.join(', ')} (default: inference.detector)
  --model M     expression model: a folder under models/ or a path (default: inference.model)
  --config F    the configuration that these defaults come from
  --store DIR   also puts the results into the history in the data folder DIR, which is made
                if need be, at the time of filming: a film ends when its file was last
                changed. A kiosk on the same folder must be stopped.

Exit: 0 every file was analysed, 1 one or more could not be (the others were), 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals: files } = parseOptions(
      'analyze',
      args,
      {
        every: { type: 'string', default: '1' },
        thorough: { type: 'boolean', default: false },
        detector: { type: 'string' },
        model: { type: 'string' },
        config: { type: 'string' },
        store: { type: 'string' },
      },
      { most: Number.POSITIVE_INFINITY },
    );
    if (files.length === 0)
      throw new EkspresiError('file-wanted', { command: 'analyze', what: 'picture or video' });
    const everyNth = wholeNumber('analyze', 'every', values.every, { min: 1, max: 100_000 });
    const config = offlineConfig(values.config, io);
    const named = values.detector ?? config.inference.detector;
    const detector = DETECTORS.find((name) => name === named);
    if (detector === undefined) {
      const choices = DETECTORS.join(' or ');
      throw new EkspresiError('option-choice', {
        ...{ command: 'analyze', option: 'detector', choices, value: named },
      });
    }
    const model = values.model ?? config.inference.model;
    const inference = { ...config.inference, model, detector };
    const settings = toInferenceSettings({ ...config, inference }, modelsFolder());
    const history =
      values.store === undefined
        ? null
        : new AnalysisHistory(values.store, toStoreSettings(config));
    let failed = 0;
    try {
      for (const file of files) {
        io.signal.throwIfAborted();
        try {
          await analyzeFile(file, settings, {
            everyNth,
            thorough: values.thorough,
            ffmpegPath: config.camera.ffmpegPath,
            signal: io.signal,
            onAnalysis: (analysis, origin) => history?.record(file, analysis, origin),
            async onLines(lines) {
              for (const line of lines) await writeAll(io.stdout, `${JSON.stringify(line)}\n`);
            },
            onSummary: (text) => io.stderr.write(`${text}\n`),
          });
        } catch (error) {
          if (io.signal.aborted) throw error;
          failed++;
          io.stderr.write(`ekspresi: ${withPath(describeError(error), file)}\n`);
        } finally {
          history?.endFile();
        }
      }
    } finally {
      await history?.close();
    }
    if (failed > 0) io.stderr.write(`ekspresi: ${failed} of ${files.length} files failed\n`);
    return failed === 0 ? 0 : 1;
  },
};

/** Messages of libraries below may not name the file. */
function withPath(message: string, file: string): string {
  return message.includes(file) ? message : `${file}: ${message}`;
}
