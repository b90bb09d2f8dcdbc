import { describe, expect, it } from 'vitest';
import { calibrateSession } from '../../src/sessions/calibrate-session.js';
import { elanDocument } from '../../src/sessions/elan-document.js';
import { parseMarkers } from '../../src/sessions/marker-file.js';
import { sessionReport } from '../../src/sessions/session-report.js';
import { summarise } from '../../src/sessions/session-summary.js';
import { webVtt } from '../../src/sessions/web-vtt.js';
import { sample, session } from './make-session.js';

const seconds = (from: number, to: number) =>
  Array.from({ length: (to - from) * 10 }, (_, i) => from + i / 10);
/** Neutral for three seconds, then happy for two, and a blink. */
const samples = [
  ...seconds(0, 3).map((atS) => sample(atS, 'neutral')),
  ...seconds(3, 5).map((atS) => sample(atS, 'happy', { blink: atS === 4, looking: atS < 4 })),
];
const record = session(samples, {
  durationS: 5,
  markers: [
    { startS: 0, endS: 3, name: 'rest' },
    { startS: 2, endS: 5, name: 'joke & "punch" <line>' },
    { startS: 4, endS: 4, name: 'point' },
  ],
});

describe('summary', () => {
  it('says shares, blinks and looking of all of it and of each span', () => {
    const [face] = summarise(record).faces;
    expect(face).toMatchObject({ face: 1, samples: 50, seenS: 4.9, blinks: 1, looking: 0.8 });
    expect(face?.expressions).toMatchObject({ neutral: 0.6, happy: 0.4 });
    expect(face?.markers.map(({ name, summary }) => [name, summary.expressions.happy])).toEqual([
      ['rest', 0],
      ['joke & "punch" <line>', 0.6667],
    ]);
  });
});

describe('calibration', () => {
  it('takes what a resting face is read as away, and keeps what was measured', () => {
    // A face that looks sad at rest, and then smiles.
    const resting = seconds(0, 5).map((atS) => sample(atS, 'sad', { share: 0.5 }));
    const smiling = seconds(5, 8).map((atS) => sample(atS, 'happy', { share: 0.7 }));
    const rested = [...resting, ...smiling];
    const [first, ...others] = calibrateSession(rested, { fromS: 0, toS: 5 });
    expect(first).toMatchObject({ expression: 'neutral', uncalibrated: rested[0]?.probabilities });
    expect(first?.raw).toEqual(rested[0]?.raw);
    expect(first?.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(first?.valence).toBeGreaterThan(-0.1);
    expect(others.at(-1)).toMatchObject({ expression: 'happy' });
  });

  it('leaves alone a face whose baseline is neutral, and one that it did not see', () => {
    const calm = calibrateSession(samples, { fromS: 0, toS: 3 });
    for (const [i, one] of calm.entries()) {
      expect(one.expression).toBe(samples[i]?.expression);
      expect(one.valence).toBeCloseTo(samples[i]?.valence ?? Number.NaN, 6);
    }
    const late = [sample(6, 'sad', { face: 2, share: 0.5 })];
    expect(calibrateSession(late, { fromS: 0, toS: 5 })).toEqual(late);
  });
});

describe('WebVTT', () => {
  it('has a cue for each span of one expression', () => {
    expect(webVtt(record)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:03.000\nneutral\n\n00:00:03.000 --> 00:00:04.940\nhappy\n',
    );
  });
});

describe('ELAN document', () => {
  const document = elanDocument(record, {
    nowMs: Date.UTC(2026, 10, 30, 12),
    media: { url: 'file:///films/a%20b.mp4', relativeUrl: './a%20b.mp4', mimeType: 'video/mp4' },
  });
  const all = (pattern: RegExp) => [...document.matchAll(pattern)].map(([, found]) => found ?? '');

  it('has the elements in the order of the schema', () => {
    const top = [
      ...['HEADER', 'TIME_ORDER', 'TIER', 'LINGUISTIC_TYPE', 'LANGUAGE', 'CONTROLLED_VOCABULARY'],
    ];
    const places = top.map((name) => document.indexOf(`<${name}`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(document).toContain('FORMAT="3.0" VERSION="3.0"');
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, end, name = '', empty] of document.matchAll(/<(\/?)([A-Z_]+)[^<>]*?(\/?)>/g)) {
      if (empty === '/') continue;
      if (end === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('refers only to what it defines, each once', () => {
    const slots = all(/TIME_SLOT_ID="([^"]+)"/g);
    const annotations = all(/ANNOTATION_ID="([^"]+)"/g);
    expect(new Set(slots).size).toBe(slots.length);
    expect(new Set(annotations).size).toBe(annotations.length);
    expect(all(/TIME_SLOT_REF\d="([^"]+)"/g)).toEqual(slots);
    const types = all(/LINGUISTIC_TYPE_ID="([^"]+)"/g);
    expect(types).toEqual(expect.arrayContaining(all(/LINGUISTIC_TYPE_REF="([^"]+)"/g)));
  });

  it('has no annotations that overlap in a tier, none without a length, and escaped names', () => {
    const times = new Map(
      [...document.matchAll(/TIME_SLOT_ID="(\w+)" TIME_VALUE="(\d+)"/g)].map(
        ([, id = '', value]) => [id, Number(value)],
      ),
    );
    const tiers = document.split('<TIER ').slice(1);
    expect(tiers.map((tier) => /TIER_ID="([^"]+)"/.exec(tier)?.[1])).toEqual([
      ...['expression', 'blinks', 'looking', 'markers', 'markers 2'],
    ]);
    for (const tier of tiers) {
      let lastMs = 0;
      for (const [, from = '', to = ''] of tier.matchAll(/REF1="(\w+)" TIME_SLOT_REF2="(\w+)"/g)) {
        const [fromMs, toMs] = [times.get(from) ?? -1, times.get(to) ?? -1];
        expect(fromMs).toBeGreaterThanOrEqual(lastMs);
        expect(toMs).toBeGreaterThan(fromMs);
        lastMs = toMs;
      }
    }
    expect(document).toContain('joke &amp; &quot;punch&quot; &lt;line&gt;');
  });
});

describe('report', () => {
  it.each(['en', 'id'] as const)('asks for nothing outside of itself, in %s', (language) => {
    const page = sessionReport(record, { language, timeZone: 'Asia/Jakarta', nowMs: 0 });
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(language === 'en' ? 'Participant' : 'Peserta');
    expect(page).toContain('joke &amp; &quot;punch&quot; &lt;line&gt;');
    expect(page).not.toMatch(/(?:src|href)="(?!\.\/)/);
    expect(page).toContain('<svg');
  });
});

describe('markers of a film', () => {
  it('reads a CSV with seconds and clock times, quotes and semicolons', () => {
    const text = 'start;end;name\r\n0;1,5;rest\r\n1:02;00:01:04.5;"a ""b""; c"\r\n\r\n9;;point\r\n';
    expect(parseMarkers('m.csv', text)).toEqual({
      wrong: [],
      markers: [
        { startS: 0, endS: 1.5, name: 'rest' },
        { startS: 62, endS: 64.5, name: 'a "b"; c' },
        { startS: 9, endS: 9, name: 'point' },
      ],
    });
  });

  it('reads subtitles', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\nyou\n\n2\n00:00:03,000 -->\nno end\n';
    expect(parseMarkers('m.srt', text)).toEqual({
      markers: [{ startS: 1, endS: 2.5, name: 'Hello you' }],
      wrong: [{ line: 7, reason: 'no-end' }],
    });
  });

  it('names the wrong lines and why', () => {
    const text = 'from,to,label\n5,4,a\nx,2,b\n1,2,\n1,2,good\n1,999999,long\n';
    const { markers, wrong } = parseMarkers('m.csv', text);
    expect(markers).toHaveLength(1);
    expect(wrong).toEqual([
      { line: 2, reason: 'before-start' },
      { line: 3, reason: 'no-time' },
      { line: 4, reason: 'no-name' },
      { line: 6, reason: 'too-late' },
    ]);
    expect(() => parseMarkers('m.csv', 'a,b,c\n1,2,3')).toThrow(/no file of markers/);
  });
});
