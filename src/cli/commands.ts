import type { Command } from './command.js';

/** What `ekspresi --help` says of a subcommand, and where the rest of it is. */
interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Imports the command when it is called: most of the program is of no use to the others. */
  load(): Promise<{ readonly command: Command }>;
}

/** Every subcommand, in the order of the overview. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'the daemon: camera in, history and pages out',
    load: () => import('./run.js'),
  },
  {
    name: 'analyze',
    summary: 'pictures and videos in, one JSON line per face out',
    load: () => import('./analyze.js'),
  },
  {
    name: 'session',
    summary: 'one film in, tables, ELAN tiers, subtitles, report and annotated film out',
    load: () => import('./session.js'),
  },
  {
    name: 'evaluate',
    summary: 'accuracy of a model on labelled faces',
    load: () => import('./evaluate.js'),
  },
  {
    name: 'mark',
    summary: 'mark a content, a note or a session in the running kiosk',
    load: () => import('./mark.js'),
  },
  {
    name: 'export',
    summary: 'the history as CSV, NDJSON or Parquet',
    load: () => import('./export.js'),
  },
  {
    name: 'doctor',
    summary: 'checks this box and says how to repair it',
    load: () => import('./doctor.js'),
  },
  {
    name: 'bench',
    summary: 'stage times on this box, as JSON',
    load: () => import('./bench.js'),
  },
  {
    name: 'user',
    summary: 'people who may sign in to the pages',
    load: () => import('./user.js'),
  },
  {
    name: 'backup',
    summary: 'copy the history to a file, check such a file, or restore it',
    load: () => import('./backup.js'),
  },
  {
    name: 'rollups',
    summary: 'rebuild the sums per minute and hour',
    load: () => import('./rollups.js'),
  },
  {
    name: 'config',
    summary: 'check or show the configuration, print its manual',
    load: () => import('./config.js'),
  },
];
