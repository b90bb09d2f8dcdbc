import { z } from 'zod';
import { ALWAYS_OPEN, parseDaySpan, type WEEKDAYS } from '../../core/opening-hours.js';
import { isTimeZone } from '../../core/time-zone.js';

const MAX_SPANS = 6;
const MAX_EXCEPTIONS = 400;
const MAX_NAME = 60;

const hours = z
  .array(
    z.string().refine((text) => parseDaySpan(text) !== null, {
      error: 'is no span of a day such as 09:00-17:30 or 20:00-02:00',
    }),
  )
  .max(MAX_SPANS);

const weekday = (name: (typeof WEEKDAYS)[number]) =>
  hours
    .default([...ALWAYS_OPEN[name]])
    .describe(
      name === 'monday'
        ? 'Spans in which the box measures, such as ["09:00-12:00", "13:00-18:00"]; an end before its begin is on the next day; [] is closed.'
        : 'The same.',
    );

const openingHours = z
  .strictObject({
    timeZone: z
      .string()
      .min(1)
      .refine(isTimeZone, { error: 'is not an IANA time zone such as Asia/Jakarta' })
      .optional()
      .describe('IANA name of the zone of these hours. Absent: dashboard.timeZone.'),
    monday: weekday('monday'),
    tuesday: weekday('tuesday'),
    wednesday: weekday('wednesday'),
    thursday: weekday('thursday'),
    friday: weekday('friday'),
    saturday: weekday('saturday'),
    sunday: weekday('sunday'),
    exceptions: z
      .array(z.strictObject({ date: z.iso.date(), hours }))
      .max(MAX_EXCEPTIONS)
      .default([])
      .describe(
        'Dates with other hours than their weekday: {date: "2026-12-25", hours: []} is closed.',
      ),
  })
  .prefault({})
  .describe(
    'Outside them the camera is released and nothing is measured; comparisons count open time only.',
  );

const name = z.string().trim().max(MAX_NAME).default('');

/** Where the box stands, what it is called, and when it measures. */
export const site = z
  .strictObject({
    name: name.describe('Name of the place, for pages, titles, exports and the API.'),
    box: name.describe('Name of this box in that place, where there are several.'),
    securityContact: z
      .string()
      .max(200)
      .refine((text) => text === '' || /^(mailto:|https:\/\/|tel:)\S+$/.test(text), {
        error: 'is no address such as mailto:security@example.org or https://example.org/contact',
      })
      .default('')
      .describe(
        'Whom to tell of a weakness of this box, for /.well-known/security.txt: mailto:…, https://… or tel:…; empty: there is none.',
      ),
    openingHours,
  })
  .prefault({})
  .describe('The place, and when it is open.');
