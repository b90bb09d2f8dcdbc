import { cpus, totalmem } from 'node:os';
import { describeError, EkspresiError } from '../core/errors.js';
import { toInferenceSettings } from '../daemon/config/to-settings.js';
import { measureStages } from '../media/measure-stages.js';
import type { Command } from './command.js';
import { offlineConfig } from './offline-config.js';
import { parseOptions, wholeNumber } from './options.js';
import { modelsFolder, programVersion } from './version.js';

export const command: Command = {
  help: `Usage: ekspresi bench [--frames N] [--config F] FILE…

Analyses up to N frames of each video as the daemon does (default 600) and prints, per
file, the milliseconds of each stage (p50, p95), the frames per second that the box will
hold, faces and memory, as JSON. Give it a recording of the place.

Exit: 0 measured, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals: files } = parseOptions(
      'bench',
      args,
      {
        frames: { type: 'string', default: '600' },
        config: { type: 'string' },
      },
      { most: Number.POSITIVE_INFINITY },
    );
    if (files.length === 0)
      throw new EkspresiError('file-wanted', { command: 'bench', what: 'video' });
    const maxFrames = wholeNumber('bench', 'frames', values.frames, { min: 1, max: 1_000_000 });
    const config = offlineConfig(values.config, io);
    const settings = toInferenceSettings(config, modelsFolder());
    const { ffmpegPath, widthPx, heightPx } = config.camera;
    const results: object[] = [];
    let failed = 0;
    for (const file of files) {
      try {
        const maxSidePx = Math.max(widthPx, heightPx);
        const reading = { ffmpegPath, maxSidePx, signal: io.signal };
        results.push(await measureStages(file, settings, { maxFrames, ...reading }));
      } catch (error) {
        if (io.signal.aborted) throw error;
        failed++;
        io.stderr.write(`ekspresi: ${describeError(error)}\n`);
      }
    }
    const machine = {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
    };
    io.stdout.write(
      `${JSON.stringify({ version: programVersion(), machine, model: config.inference.model, results }, null, 2)}\n`,
    );
    return failed === 0 ? 0 : 1;
  },
};
