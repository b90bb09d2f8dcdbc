import { stringify } from 'yaml';
import { EkspresiError } from '../core/errors.js';
import { configExample, configMarkdown } from '../daemon/config/config-docs.js';
import { effectiveConfig } from '../daemon/config/effective-config.js';
import { findConfigPath, readConfigText } from '../daemon/config/load-config.js';
import { formatProblem, parseConfig } from '../daemon/config/parse-config.js';
import { shownConfig } from '../daemon/config/shown-config.js';
import type { Command } from './command.js';
import { parseOptions } from './options.js';

export const command: Command = {
  help: `Usage: ekspresi config check [F]           every problem of a file, one line each
       ekspresi config show [F] [--data DIR]  what is in force, defaults and changes made on
                                           the pages included, as YAML; secrets as …
       ekspresi config docs [--example]    the manual (Markdown), or a commented example

F is the file (default: $EKSPRESI_CONFIG, /etc/ekspresi/ekspresi.yaml).

Exit: 0 right, 1 wrong or unreadable, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      'config',
      args,
      {
        config: { type: 'string' },
        data: { type: 'string' },
        example: { type: 'boolean', default: false },
      },
      { most: 2 },
    );
    const [action, file] = positionals;
    const path = findConfigPath(file ?? values.config, io.environment);
    switch (action) {
      case 'check': {
        const text = path === null ? '' : readConfigText(path);
        const parsed = parseConfig(text);
        const shown = path ?? 'no file, so the defaults';
        if (parsed.ok) {
          io.stderr.write(`ekspresi: the configuration is right (${shown})\n`);
          return 0;
        }
        for (const problem of parsed.problems) {
          io.stderr.write(`ekspresi: ${path}: ${formatProblem(problem)}\n`);
        }
        return 1;
      }
      case 'show':
        io.stdout.write(
          stringify(shownConfig(effectiveConfig(path, values.data, io.environment).config)),
        );
        return 0;
      case 'docs':
        if (file !== undefined)
          throw new EkspresiError('argument-surplus', {
            ...{ command: 'config', argument: file, hint: 'docs has no file' },
          });
        io.stdout.write(values.example ? configExample() : configMarkdown());
        return 0;
      default:
        throw new EkspresiError('action-wanted', {
          ...{ command: 'config', actions: 'check, show or docs' },
        });
    }
  },
};
