import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename } from 'node:path';
import { describeError, EkspresiError } from '../core/errors.js';
import { toInferenceSettings } from '../daemon/config/to-settings.js';
import { measureStages } from '../media/measure-stages.js';
import { processorName, shareLine } from '../media/share-line.js';
import type { Command } from './command.js';
import { offlineConfig } from './offline-config.js';
import { parseOptions, wholeNumber } from './options.js';
import { modelsFolder, programVersion } from './version.js';

export const command: Command = {
  help: `Usage: ekspresi bench [--frames N] [--share] [--config F] FILE…

Analyses up to N frames of each video as the daemon does (default 600) and prints, per
file, the milliseconds of each stage (p50, p95), the frames per second that the box will
hold, faces and memory, as JSON. Give it a recording of the place.

  --share   prints one line per file in place of JSON, to be sent in for the table of boxes:
            machine, processor, versions, stages, frames per second; nothing of the film,
            the place or its owner

Exit: 0 measured, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals: files } = parseOptions(
      'bench',
      args,
      {
        frames: { type: 'string', default: '600' },
        share: { type: 'boolean', default: false },
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
    const results: Awaited<ReturnType<typeof measureStages>>[] = [];
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
    const model = config.inference.model;
    const version = programVersion();
    if (values.share) {
      for (const result of results) {
        io.stdout.write(
          `${shareLine({ ...result, ...machineFacts(), version, model: basename(model) })}\n`,
        );
      }
    } else {
      const { cpu, cores, memoryBytes } = machineFacts();
      const machine = { cpu, cores, memoryBytes };
      io.stdout.write(`${JSON.stringify({ version, machine, model, results }, null, 2)}\n`);
    }
    return failed === 0 ? 0 : 1;
  },
};

/** Boards name themselves in the device tree, other machines in the firmware's tables. */
const MACHINE_NAMES = ['/proc/device-tree/model', '/sys/class/dmi/id/product_name'];

function machineFacts() {
  const processors = cpus();
  const machine = MACHINE_NAMES.map(textOf).find((name) => name.trim() !== '') ?? null;
  return {
    machine,
    cpu: processorName(processors[0]?.model, textOf('/proc/cpuinfo')),
    architecture: process.arch,
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.versions.node,
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
