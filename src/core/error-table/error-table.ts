import type { ParameterNames, ParameterValue } from '../localised-text.js';
import { commandErrors } from './command-errors.js';
import { fleetErrors } from './fleet-errors.js';
import { markerErrors } from './marker-errors.js';
import { mediaErrors } from './media-errors.js';
import { modelErrors } from './model-errors.js';
import { settingsErrors } from './settings-errors.js';
import { sourceErrors } from './source-errors.js';
import { storeErrors } from './store-errors.js';

/** Every failure that the program can name, by kind; its texts stand nowhere else. */
export const ERROR_TABLE = {
  ...sourceErrors,
  ...mediaErrors,
  ...modelErrors,
  ...storeErrors,
  ...settingsErrors,
  ...markerErrors,
  ...fleetErrors,
  ...commandErrors,
} as const;

type Table = typeof ERROR_TABLE;
export type ErrorKind = keyof Table;

/** What the texts of a kind name. */
export type ErrorParameters<Kind extends ErrorKind> = Readonly<
  Record<ParameterNames<Table[Kind]['en'][number]>, ParameterValue>
>;
