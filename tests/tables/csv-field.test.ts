import { describe, expect, it } from 'vitest';
import { csvField } from '../../src/tables/text-encoders.js';

describe('csvField', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-cmd', "'-cmd"],
    ['+cmd,1', '"\'+cmd,1"'],
    ['\tx', "'\tx"],
    [-5.5, '-5.5'],
    [true, 'true'],
    [null, ''],
  ])('writes %j as %s', (value, field) => {
    expect(csvField(value)).toBe(field);
  });
});
