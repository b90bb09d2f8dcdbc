import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moment, parseOptions, wholeNumber } from '../../src/cli/options.js';
import { progressText } from '../../src/cli/progress-line.js';
import { officialSplit } from '../../src/evaluation/class-names.js';

const NOW_MS = Date.UTC(2026, 10, 24, 8);

describe('moment', () => {
  const zone = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = 'Asia/Jakarta';
  });
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it.each([
    ['now', NOW_MS],
    ['-7d', NOW_MS - 7 * 86_400_000],
    ['-12h', NOW_MS - 12 * 3_600_000],
    ['-30m', NOW_MS - 30 * 60_000],
    ['2026-11-24T07:00:00Z', NOW_MS - 3_600_000],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T07:00', NOW_MS - 3_600_000],
    ['2026-11-24 07:00:00', NOW_MS - 3_600_000],
    ['2026-11-24T07:00:00.250', NOW_MS - 3_600_000 + 250],
    ['2026-11-24T15:00:00+07:00', NOW_MS],
    ['2026-11-24T15:00+0700', NOW_MS],
    [String(NOW_MS), NOW_MS],
    ['0', 0],
  ])('reads %s as UTC where the box is elsewhere', (text, expected) => {
    expect(new Date(0).getTimezoneOffset()).not.toBe(0);
    expect(moment('export', 'from', text, NOW_MS)).toBe(expected);
  });

  it.each([
    'yesterday',
    '',
    '1',
    '2026',
    // Epoch seconds.
    '1795507200',
    '11/24/2026',
    '24 Nov 2026',
    '2026-11-24T25:00',
    '2026-02-30',
    '2026-11-24T',
    '-99999999999999999999d',
    '1e13',
  ])("refuses '%s'", (text) => {
    expect(() => moment('export', 'from', text, NOW_MS)).toThrow(/--from wants a time/);
  });
});

describe('parseOptions', () => {
  const parse = (...args: string[]) =>
    parseOptions('user', args, { role: { type: 'string' } }, { most: 2 });

  it('takes as many arguments as there may be', () => {
    expect(parse('add', 'Bob', '--role', 'viewer').positionals).toEqual(['add', 'Bob']);
  });

  it.each([
    [['add', 'Bob', 'Smith'], /'Smith' is too much/],
    [['add', ''], /an argument is empty/],
    [['add', 'Bob', '--role='], /--role is empty/],
    [['add', 'Bob', '--rolle', 'x'], /--rolle/],
  ])('refuses %j', (args, message) => {
    expect(() => parse(...args)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message) }),
    );
  });
});

it('whole numbers stay within bounds', () => {
  const limits = { min: 1, max: 5 };
  expect(wholeNumber('analyze', 'every', '5', limits)).toBe(5);
  for (const text of ['0', '6', '1.5', '-1', '1e0', '']) {
    expect(() => wholeNumber('analyze', 'every', text, limits)).toThrow(/--every wants/);
  }
});

it('knows the splits by the names people use', () => {
  expect(officialSplit('PublicTest')).toBe('PublicTest');
  expect(officialSplit('private-test')).toBe('PrivateTest');
  expect(officialSplit('train')).toBe('Training');
  expect(officialSplit('frob')).toBeNull();
  expect(officialSplit('constructor')).toBeNull();
});

it('draws progress', () => {
  expect(progressText(50, { total: 100, of: 'faces' })).toBe(
    `[${'#'.repeat(15)}${' '.repeat(15)}] 50 of 100 faces`,
  );
  expect(progressText(9, { total: null, of: 'faces' })).toBe('9 faces');
});
