import type { Measure } from './measure.js';

/** Probabilities and other fractions are exact to one of these. */
const SCALE = 10_000;

/**
 * The catalogue. Every place that stores, sends, exports, draws or documents a measure reads it, so
 * that each is declared once; docs/contributing.md says how to add one. The order is that of an
 * export's columns and of the tables in the documents.
 */
export const MEASURES = [
  {
    name: 'expression',
    kind: 'expression',
    column: 'expression',
    sum: { by: 'expression' },
    analyze: { field: 'expression', digits: 0 },
    description: 'Expression shown, after smoothing.',
  },
  {
    name: 'confidence',
    kind: 'number',
    unit: '0…1',
    range: [0, 1],
    column: null,
    scale: SCALE,
    sum: {
      by: 'mean',
      field: 'meanConfidence',
      description: 'Mean confidence of the observations; null without any.',
    },
    analyze: { field: 'confidence', digits: 4 },
    description: 'Smoothed probability of `expression`.',
  },
  {
    name: 'smoothed',
    kind: 'probabilities',
    unit: '0…1',
    range: [0, 1],
    column: 'smoothed',
    scale: SCALE,
    analyze: { field: 'probabilities', digits: 4 },
    curve: { chart: 'smoothed', as: 'line', axis: [0, 1], percent: true },
    description: 'Probability of each expression, filtered over time.',
  },
  {
    name: 'raw',
    kind: 'probabilities',
    unit: '0…1',
    range: [0, 1],
    column: 'raw',
    scale: SCALE,
    analyze: { field: 'raw', digits: 4 },
    curve: { chart: 'raw', as: 'line', axis: [0, 1], percent: true },
    description: 'Probability of each expression as the network gave it.',
  },
  {
    name: 'ear',
    kind: 'number',
    range: [0, null],
    nullable: true,
    column: 'ear',
    scale: SCALE,
    analyze: { field: 'ear', digits: 4 },
    curve: { chart: 'ear', as: 'line', axis: [0, 0.5] },
    description: 'Eye aspect ratio, mean of the visible eyes; null where no eye was visible.',
  },
  {
    name: 'blink',
    kind: 'flag',
    column: 'blink',
    sum: { by: 'count', field: 'blinks', description: 'Blinks.' },
    analyze: { field: 'blink', digits: 0 },
    curve: { chart: 'ear', as: 'marks' },
    description: 'A blink was completed; in the history, since the row before of this face.',
  },
  {
    name: 'fresh',
    kind: 'flag',
    column: 'fresh',
    description: 'The network looked at this very frame: `raw` is not carried over.',
  },
  {
    name: 'box',
    kind: 'box',
    unit: 'px',
    column: 'box',
    analyze: { field: 'box', digits: 2 },
    description: 'Where the face is in the frame, which it may jut out of.',
  },
  {
    name: 'light',
    kind: 'number',
    unit: '0…255',
    range: [0, 255],
    column: 'light',
    scale: 10,
    analyze: { field: 'light', digits: 1 },
    description: 'Mean gray level of the face.',
  },
  {
    name: 'quality',
    kind: 'number',
    unit: '0…1',
    range: [0, 1],
    column: 'quality',
    scale: SCALE,
    analyze: { field: 'quality', digits: 3 },
    description: 'How well the face can be seen: size, sharpness, light, landmarks.',
  },
  {
    name: 'clear',
    kind: 'flag',
    since: 2,
    column: 'clear',
    sum: {
      by: 'time',
      value: false,
      field: 'unclearMs',
      description: 'Face-milliseconds of unclear readings, in no expression; null before schema 2.',
    },
    analyze: { field: 'clear', digits: 0 },
    curve: { chart: 'smoothed', as: 'shade', when: false },
    description: 'The reading is sure enough for its expression to count; otherwise it is unclear.',
  },
  {
    name: 'valence',
    kind: 'number',
    unit: '−1…1',
    range: [-1, 1],
    since: 2,
    column: 'valence',
    scale: SCALE,
    sum: {
      by: 'mean',
      field: 'meanValence',
      description: 'Mean valence of the observations, −1…1; null without any that has one.',
    },
    analyze: { field: 'valence', digits: 4 },
    curve: { chart: 'valence', as: 'line', axis: [-1, 1] },
    description:
      "Happy minus the strongest of angry, disgust, fear and sad, smoothed (FaceReader's valence).",
  },
] as const satisfies readonly Measure[];

/** The catalogue for whoever goes through all of it. */
export const measures: readonly Measure[] = MEASURES;
