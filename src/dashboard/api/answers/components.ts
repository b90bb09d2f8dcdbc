import { z } from 'zod';
import {
  comparison,
  content,
  contentComparison,
  contentCurve,
  contentReport,
  curveSecond,
  importAnswer,
  marker,
  markerAnswer,
  markerPage,
} from './content-answers.js';
import {
  eventPage,
  facePage,
  observationPage,
  rollupBucket,
  rollupSeries,
  rollupSums,
  run,
  runList,
  storedEvent,
  storedFace,
  storedObservation,
} from './history-answers.js';
import { endedFace, frameAnalysis, liveAnswer, liveFace, stageTimes } from './live-answer.js';
import { refusal } from './refusal.js';
import {
  box,
  expressionDurations,
  expressionDurationsByName,
  expressionName,
  nextCursor,
  probabilities,
  probabilitiesByName,
} from './shared-parts.js';
import { sourceState, statusAnswer } from './status-answer.js';

/** What answers are made of, by the names that the OpenAPI document gives them. */
export const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Status: statusAnswer,
  Live: liveAnswer,
  FacePage: facePage,
  ObservationPage: observationPage,
  RollupSeries: rollupSeries,
  EventPage: eventPage,
  RunList: runList,
  Face: storedFace,
  Observation: storedObservation,
  RollupBucket: rollupBucket,
  RollupSums: rollupSums,
  Event: storedEvent,
  Marker: marker,
  MarkerPage: markerPage,
  MarkerAnswer: markerAnswer,
  ImportAnswer: importAnswer,
  Content: content,
  ContentReport: contentReport,
  CurveSecond: curveSecond,
  ContentCurve: contentCurve,
  Comparison: comparison,
  ContentComparison: contentComparison,
  Run: run,
  FrameAnalysis: frameAnalysis,
  LiveFace: liveFace,
  EndedFace: endedFace,
  StageTimes: stageTimes,
  SourceState: sourceState,
  Box: box,
  Expression: expressionName,
  Probabilities: probabilities,
  ExpressionDurations: expressionDurations,
  ProbabilitiesByName: probabilitiesByName,
  ExpressionDurationsByName: expressionDurationsByName,
  NextCursor: nextCursor,
  Refusal: refusal,
};

/** The part of JSON Schema that the components use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

const FOLDER = '#/components/schemas/';

/** Where the document holds the schema; it must be one of {@link COMPONENTS}. */
export function referenceTo(schema: z.ZodType): { readonly $ref: string } {
  const entry = Object.entries(COMPONENTS).find(([, component]) => component === schema);
  if (entry === undefined) throw new Error('an answer is missing among the components');
  return { $ref: FOLDER + entry[0] };
}

/** Name of a component that is referred to, null for a schema that stands by itself. */
export function nameOfReference({ $ref }: JsonSchema): string | null {
  return $ref?.startsWith(FOLDER) ? $ref.slice(FOLDER.length) : null;
}

/**
 * The components as JSON Schema that refer to each other. Objects are left open: a later version
 * may add fields, and a program that checks answers by this document must go on working then.
 */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string; description?: string | undefined }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) {
    registry.add(schema, { id, description: schema.description });
  }
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => FOLDER + id,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // The bounds of safe integers say nothing to a reader.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [
      id,
      schema as JsonSchema,
    ]),
  );
}
