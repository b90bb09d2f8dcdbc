import { z } from 'zod';
import type { DashboardDeps } from '../dashboard-deps.js';
import { chooseRange, PRESETS, type Preset } from '../history/time-range.js';

/** What the endpoints are about. */
export const TAGS = {
  status: 'How the kiosk does.',
  live: 'What is in view now.',
  history: 'What was measured and what happened.',
  content: 'What was on the screen, and what it did.',
} as const;

/** One documented GET of the API: its query is checked by the same schema that is published. */
export interface Endpoint {
  /** Name of the operation for generators of clients. */
  readonly id: string;
  readonly tag: keyof typeof TAGS;
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodType<Record<string, unknown>>;
  /**
   * What the answer is. Published and held to by the tests; no answer is checked while it is sent.
   */
  readonly answerSchema: z.ZodType;
  /** Returns what is sent as JSON, or null where there is no such thing. */
  answer(query: Record<string, unknown>, deps: DashboardDeps): unknown;
}

/** A schema's output as the store and the status give it: nothing in it is written to. */
type Frozen<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
  : Value;

/** The compiler holds schema and answer to each other: every field of the one is in the other. */
export function endpoint<
  Query extends Record<string, unknown>,
  Schema extends z.ZodType,
  Answer extends Frozen<z.output<Schema>>,
>(definition: {
  readonly id: string;
  readonly tag: keyof typeof TAGS;
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodType<Query>;
  readonly answerSchema: Schema & z.ZodType<NoInfer<Answer>>;
  answer(query: Query, deps: DashboardDeps): Answer | null;
}): Endpoint {
  return definition as unknown as Endpoint;
}

const time = z.string().max(30).optional();

export const rangeFields = {
  from: time.describe('Beginning: 2026-11-24T08:15 in `zone`, or epoch milliseconds.'),
  to: time.describe('End, exclusive. Default: now.'),
  preset: z.enum(PRESETS).optional(),
  zone: z.string().max(64).default('UTC').describe('IANA time zone of `from`, `to` and days.'),
};

export const pageFields = {
  cursor: z.string().max(300).optional().describe('`nextCursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};

interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly preset?: string | undefined;
  readonly zone: string;
}

export function rangeOf(query: RangeQuery, { clock }: DashboardDeps, fallback: Preset) {
  const { fromMs, toMs } = chooseRange(query, clock.nowMs(), query.zone, fallback);
  return { fromMs, toMs };
}

/** Leaves out what is undefined, as the store's filters want it. */
export function given<Value extends object>(
  fields: Value,
): { [Key in keyof Value]: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Value]: NonNullable<Value[Key]>;
  };
}
