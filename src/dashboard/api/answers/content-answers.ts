import { z } from 'zod';
import { MARKER_DOUBTS, MARKER_KINDS } from '../../../core/marker.js';
import { COMPARED } from '../../content/compare-contents.js';
import {
  count,
  expressionDurations,
  expressionDurationsByName,
  pageOf,
  rowNumber,
  timeMs,
  wholeMs,
} from './shared-parts.js';

export const marker = z
  .strictObject({
    id: rowNumber('Number of the marker.'),
    kind: z.enum(MARKER_KINDS).describe('What it marks.'),
    contentId: z.string().nullable().describe('Which content or stimulus; null for a note.'),
    name: z.string().describe('For people.'),
    startMs: timeMs('Beginning'),
    endMs: timeMs('End, exclusive')
      .nullable()
      .describe('End; the beginning for a point, null: it goes on.'),
    details: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What else belongs to it; null without any.'),
    doubt: z
      .enum(MARKER_DOUBTS)
      .nullable()
      .describe('Why its span counts in no report until it is corrected; null: it counts.'),
    setBy: z.string().describe('User, token or program that set it.'),
  })
  .describe('What somebody or a program marked.');

export const markerPage = pageOf(marker, 'Newest first.');

/** Answer of POST and PUT. */
export const markerAnswer = z
  .strictObject({
    marker: marker.describe('The marker as it is stored.'),
    overlaps: z.array(z.int()).describe('Contents that were shown at the same time; both count.'),
    nowMs: timeMs("The kiosk's clock, to compare with one's own"),
  })
  .describe('Answer to a marker that was set or changed.');

/** Answer of an import. */
export const importAnswer = z
  .strictObject({
    rows: count('Rows that could be read.'),
    stored: count('Rows that were stored; those that were there already are left out.'),
    wrongCount: count('Rows that could not be read.'),
    wrong: z
      .array(
        z.strictObject({
          line: count('Line in the file, from 1.'),
          problem: z.string().describe('What is wrong.'),
        }),
      )
      .describe('The first hundred of them.'),
  })
  .describe('What came of a file of markers.');

const orUnknown = (meaning: string) => z.int().min(0).nullable().describe(meaning);

export const content = z
  .strictObject({
    contentId: z.string().describe('Which content.'),
    name: z.string().describe('That of its newest showing.'),
    showings: count('Showings that were counted.'),
    watchedShowings: count('Of them those while the kiosk was watching.'),
    shownMs: wholeMs('Time shown'),
    seen: count('Faces in view, each once a showing.'),
    watchers: orUnknown('Those that looked for `attention.watcherMs`; null: not measured.'),
    seenWithPose: count('Faces in showings in which looking was measured.'),
    viewMs: wholeMs('Face-milliseconds in view'),
    attentionMs: orUnknown('Face-milliseconds of looking; null: not measured.'),
    viewMsWithPose: wholeMs('Face-milliseconds in view where looking was measured'),
    unclearMs: wholeMs('Face-milliseconds of unclear readings'),
    expressionMs: expressionDurations.describe('Face-milliseconds of each expression.'),
    expressionMsByName: expressionDurationsByName.describe('The same by name.'),
    meanValence: z.number().min(-1).max(1).nullable().describe('Mean valence; null without any.'),
  })
  .describe('What the kiosk saw while a content was shown.');

/** Answer of `/api/v1/contents`. */
export const contentReport = z.strictObject({
  rows: z.array(content).describe('Most showings first.'),
  uncounted: count('Showings of the range that go on or are not counted yet.'),
  doubtful: count('Showings whose end must be corrected before they count.'),
  unreadable: count('Showings left out because damage has made them impossible.'),
});

export const curveSecond = z
  .strictObject({
    showings: count('Showings that lasted into this second.'),
    viewMs: z.number().min(0).describe('Face-milliseconds in view.'),
    clearMs: z.number().min(0).describe('Face-milliseconds of clear readings.'),
    happyMs: z.number().min(0).describe('Face-milliseconds of happy.'),
    attentionMs: z.number().min(0).describe('Face-milliseconds of looking.'),
    valenceSum: z.number().describe('Valence times face-milliseconds.'),
  })
  .describe('One second of a content, summed over its showings.');

/** Answer of `/api/v1/contents/curve`. */
export const contentCurve = z.strictObject({
  seconds: z.array(curveSecond).describe('From the beginning of the showings.'),
});

const figure = (meaning: string) => z.number().nullable().describe(meaning);

export const comparison = z
  .strictObject({
    by: z.enum(COMPARED).describe('What is compared.'),
    a: figure('Of the content `a`; null where nothing is known.'),
    b: figure('Of the content `b`; null where nothing is known.'),
    difference: figure('`b` minus `a`.'),
    interval: z
      .tuple([z.number(), z.number()])
      .nullable()
      .describe('95 % interval of the difference, by resampling visits; null: too few visits.'),
    verdict: z
      .enum(['higher', 'lower', 'unknown'])
      .describe('What `b` is; unknown: no difference can be told yet.'),
    moreTimes: figure('How many times as many showings would tell; null where none is asked.'),
  })
  .describe('One measure of two contents.');

/** Answer of `/api/v1/contents/compare`. */
export const contentComparison = z.strictObject({
  visitsA: count('Visits that saw `a` and are still stored.'),
  visitsB: count('Visits that saw `b` and are still stored.'),
  comparisons: z.array(comparison).describe('One a measure.'),
});
