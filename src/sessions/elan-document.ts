import { EXPRESSIONS } from '../core/expression.js';
import { expressionLabel, type Run, runsOf } from './expression-runs.js';
import { type SessionMarker, type SessionRecord, stimulusSamples } from './session-record.js';
import { escapeXml } from './xml-text.js';

/** The film that a document belongs to. */
interface ElanMedia {
  /** An address, `file:///…`. */
  readonly url: string;
  /** Seen from the document. */
  readonly relativeUrl: string;
  readonly mimeType: string;
}

interface ElanOptions {
  readonly media: ElanMedia | null;
  /** When the document is written. */
  readonly nowMs: number;
}

interface Tier {
  readonly id: string;
  readonly type: (typeof TYPES)[number]['id'];
  readonly participant: string | null;
  readonly runs: readonly Run[];
}

/** Annotations have a length: a point in time gets this one. */
const POINT_S = 0.04;
const BLINK_S = 0.2;
const VOCABULARY = 'expressions';

const TYPES = [
  { id: 'expression', vocabulary: VOCABULARY },
  { id: 'event', vocabulary: null },
] as const;

/**
 * A session as a document of ELAN (EAF 3.0): tiers with the expressions, blinks and looking of each
 * face, and with the markers. The order of the elements is the schema's.
 */
export function elanDocument(record: SessionRecord, { media, nowMs }: ElanOptions): string {
  const tiers = tiersOf(record);
  const annotations = tiers.flatMap(({ runs }) => runs).length;
  const date = new Date(nowMs).toISOString().replace(/\.\d+Z$/, '+00:00');
  const slots: string[] = [];
  const body = tiers.map((tier) => tierElement(tier, slots));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('ANNOTATION_DOCUMENT', {
      ...{ AUTHOR: 'ekspresi', DATE: date, FORMAT: '3.0', VERSION: '3.0' },
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:noNamespaceSchemaLocation': 'http://www.mpi.nl/tools/elan/EAFv3.0.xsd',
    }),
    element('HEADER', { MEDIA_FILE: '', TIME_UNITS: 'milliseconds' }),
    ...(media === null
      ? []
      : [
          element(
            'MEDIA_DESCRIPTOR',
            {
              ...{ MEDIA_URL: media.url, MIME_TYPE: media.mimeType },
              RELATIVE_MEDIA_URL: media.relativeUrl,
            },
            '/',
          ),
        ]),
    `${element('PROPERTY', { NAME: 'lastUsedAnnotationId' })}${annotations}</PROPERTY>`,
    '</HEADER>',
    '<TIME_ORDER>',
    ...slots,
    '</TIME_ORDER>',
    ...body,
    ...TYPES.map(({ id, vocabulary }) =>
      element(
        'LINGUISTIC_TYPE',
        {
          ...{ GRAPHIC_REFERENCES: 'false', LINGUISTIC_TYPE_ID: id, TIME_ALIGNABLE: 'true' },
          ...(vocabulary === null ? {} : { CONTROLLED_VOCABULARY_REF: vocabulary }),
        },
        '/',
      ),
    ),
    element('LANGUAGE', { LANG_ID: 'und', LANG_LABEL: 'undetermined (und)' }, '/'),
    element('CONTROLLED_VOCABULARY', { CV_ID: VOCABULARY }),
    element('DESCRIPTION', { LANG_REF: 'und' }, '/'),
    ...[...EXPRESSIONS, 'unclear'].map(
      (name, i) =>
        `${element('CV_ENTRY_ML', { CVE_ID: `cveid${i}` })}${element('CVE_VALUE', { LANG_REF: 'und' })}${name}</CVE_VALUE></CV_ENTRY_ML>`,
    ),
    '</CONTROLLED_VOCABULARY>',
    '</ANNOTATION_DOCUMENT>',
    '',
  ].join('\n');
}

function tiersOf(record: SessionRecord): readonly Tier[] {
  const { participant } = record;
  const faces = [...stimulusSamples(record)];
  const ofFaces = faces.flatMap(([face, samples]): Tier[] => {
    const of = faces.length > 1 ? ` ${face}` : '';
    const blinks = samples
      .filter(({ blink }) => blink)
      .map(({ atS }) => ({ startS: Math.max(0, atS - BLINK_S), endS: atS, label: 'blink' }));
    const looking = runsOf(samples, (sample) => (sample.looking === true ? 'looking' : null));
    return [
      {
        id: `expression${of}`,
        type: 'expression',
        participant,
        runs: runsOf(samples, expressionLabel),
      },
      { id: `blinks${of}`, type: 'event', participant, runs: blinks },
      { id: `looking${of}`, type: 'event', participant, runs: looking },
    ];
  });
  const lanes = withoutOverlap(record.markers.map(asRun));
  const ofMarkers = lanes.map(
    (runs, i): Tier => ({
      ...{ id: i === 0 ? 'markers' : `markers ${i + 1}`, type: 'event', participant: null },
      runs,
    }),
  );
  return [...ofFaces, ...ofMarkers];
}

function asRun({ startS, endS, name }: SessionMarker): Run {
  return { startS: Math.max(0, startS), endS: Math.max(endS, startS + POINT_S), label: name };
}

/** Annotations of one tier may not overlap: those that do go to the next one. */
function withoutOverlap(runs: readonly Run[]): readonly (readonly Run[])[] {
  const lanes: Run[][] = [];
  for (const run of [...runs].sort((a, b) => a.startS - b.startS)) {
    const lane = lanes.find((own) => (own.at(-1)?.endS ?? 0) <= run.startS);
    if (lane === undefined) lanes.push([run]);
    else lane.push(run);
  }
  return lanes;
}

/** Adds the time slots of the tier's annotations to `slots`. */
function tierElement({ id, type, participant, runs }: Tier, slots: string[]): string {
  const attributes = {
    ...{ LINGUISTIC_TYPE_REF: type, TIER_ID: id },
    ...(participant === null ? {} : { PARTICIPANT: participant }),
  };
  const annotations: string[] = [];
  let lastMs = 0;
  for (const { startS, endS, label } of runs) {
    const startMs = Math.max(lastMs, Math.round(startS * 1000));
    const endMs = Math.max(startMs + 1, Math.round(endS * 1000));
    lastMs = endMs;
    const refs = [startMs, endMs].map((value) => {
      const slot = `ts${slots.length + 1}`;
      slots.push(element('TIME_SLOT', { TIME_SLOT_ID: slot, TIME_VALUE: String(value) }, '/'));
      return slot;
    });
    const reference = {
      ANNOTATION_ID: `a${slots.length / 2}`,
      ...{ TIME_SLOT_REF1: refs[0] as string, TIME_SLOT_REF2: refs[1] as string },
    };
    annotations.push(
      `<ANNOTATION>${element('ALIGNABLE_ANNOTATION', reference)}<ANNOTATION_VALUE>${escapeXml(label)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>`,
    );
  }
  return [element('TIER', attributes), ...annotations, '</TIER>'].join('\n');
}

function element(name: string, attributes: Readonly<Record<string, string>>, end = ''): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return `<${name}${pairs.join('')}${end}>`;
}
