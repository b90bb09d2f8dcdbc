import { describe, expect, it } from 'vitest';
import { en } from '../../../src/dashboard/i18n/en.js';
import { id } from '../../../src/dashboard/i18n/id.js';
import { chooseLanguage } from '../../../src/dashboard/i18n/languages.js';
import { createFormatter } from '../../../src/dashboard/view/format.js';

/** Every leaf of a catalogue with its path. */
function leaves(node: object, path = ''): [string, unknown][] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? leaves(value, `${path}${key}.`)
      : [[`${path}${key}`, value] as [string, unknown]],
  );
}

describe('the Indonesian catalogue', () => {
  it('has a text for every English one, and every text is a translation', () => {
    const english = new Map(leaves(en));
    const indonesian = new Map(leaves(id));
    expect([...indonesian.keys()].sort()).toEqual([...english.keys()].sort());
    const alike = [...english].filter(
      ([key, text]) => typeof text === 'string' && text.length > 13 && indonesian.get(key) === text,
    );
    expect(alike).toEqual([]);
  });

  it('names the seven expressions as the paper does', () => {
    expect(Object.values(id.expressions).map((word) => word.toLowerCase())).toEqual([
      'marah',
      'jijik',
      'takut',
      'senang',
      'sedih',
      'terkejut',
      'netral',
    ]);
  });

  it('never speaks of emotions, but where the law does', () => {
    for (const text of [...leaves(en), ...leaves(id)]) {
      if (!String(text[0]).startsWith('setup.placeWhy')) {
        expect(String(text[1])).not.toMatch(/emotion|emosi/i);
      }
    }
  });
});

describe('the language', () => {
  it.each([
    ['id', 'en', 'en', 'id'],
    [undefined, 'id', 'en', 'id'],
    [undefined, 'auto', 'fr, id;q=0.8, en;q=0.9', 'en'],
    [undefined, 'auto', 'id-ID', 'id'],
    [undefined, 'auto', 'fr', 'en'],
    ['xx', 'auto', undefined, 'en'],
  ] as const)('cookie %s, setting %s, header %s: %s', (cookie, setting, header, expected) => {
    expect(chooseLanguage(cookie, setting, header)).toBe(expected);
  });
});

describe('values', () => {
  const english = createFormatter('en', 'Asia/Jakarta');
  const indonesian = createFormatter('id', 'Asia/Jakarta');

  it('are written as each language does', () => {
    expect(english.number(128402)).toBe('128,402');
    expect(indonesian.number(128402)).toBe('128.402');
    expect(indonesian.number(0.314, 2)).toBe('0,31');
    expect(english.percent(0.934)).toBe('93\u202f%');
  });

  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [185_000, '3 min 05 s'],
    [3_840_000, '1 h 04 min'],
    [90_000_000, '1 d 01 h'],
    [-5, '0 s'],
  ])('%i ms is %s', (valueMs, text) => expect(english.duration(valueMs)).toBe(text));

  it('show the zone of the visitor', () => {
    expect(english.time(Date.UTC(2026, 5, 1, 12, 5, 9))).toBe('19:05:09');
  });

  it('count bytes in thousands', () => {
    expect(english.bytes(999)).toBe('999 B');
    expect(english.bytes(5_611_520)).toBe('5.6 MB');
  });
});
