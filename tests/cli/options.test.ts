import { describe, expect, it } from 'vitest';
import { officialSplit } from '../../src/cli/evaluate/split-name.js';
import { moment, wholeNumber } from '../../src/cli/options.js';
import { progressText } from '../../src/cli/progress-line.js';

const NOW_MS = Date.UTC(2026, 10, 24, 8);

describe('moment', () => {
  it.each([
    ['now', NOW_MS],
    ['-7d', NOW_MS - 7 * 86_400_000],
    ['-12h', NOW_MS - 12 * 3_600_000],
    ['-30m', NOW_MS - 30 * 60_000],
    ['2026-11-24T07:00:00Z', NOW_MS - 3_600_000],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    [String(NOW_MS), NOW_MS],
  ])('reads %s', (text, expected) => {
    expect(moment('export', 'from', text, NOW_MS)).toBe(expected);
  });

  it('refuses anything else', () => {
    expect(() => moment('export', 'from', 'yesterday', NOW_MS)).toThrow(/--from wants a time/);
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
});

it('draws progress', () => {
  expect(progressText(50, 100)).toBe(`[${'#'.repeat(15)}${' '.repeat(15)}] 50 of 100`);
  expect(progressText(9, null)).toBe('9 faces');
});
