import { describe, expect, it } from 'vitest';
import { FieldError, Fields } from '../../../src/inference/models/manifest-fields.js';

const fields = Fields.of({
  name: 'edge',
  empty: '',
  size: 48,
  half: 0.5,
  below: -1,
  list: ['a', 'b'],
  mixed: ['a', 1],
  part: { inner: { size: 'large' } },
  hash: 'a'.repeat(64),
});

describe('fields of a manifest', () => {
  it('are read as what they are', () => {
    expect(fields.text('name')).toBe('edge');
    expect(fields.texts('list')).toEqual(['a', 'b']);
    expect(fields.side('size')).toBe(48);
    expect(fields.share('half')).toBe(0.5);
    expect(fields.number('below')).toBe(-1);
    expect(fields.hash('hash')).toHaveLength(64);
    expect(fields.oneOf('name', 'edge')).toBe('edge');
    expect(fields.has('size')).toBe(true);
    expect(fields.has('nothing')).toBe(false);
  });

  it.each([
    ['missing: missing', () => fields.text('missing')],
    ['empty: wrong', () => fields.text('empty')],
    ['mixed: wrong', () => fields.texts('mixed')],
    ['half: wrong', () => fields.side('half')],
    ['below: wrong', () => fields.positive('below')],
    ['size: wrong', () => fields.share('size')],
    ['name: wrong', () => fields.hash('name')],
    ['name: wrong, expected "other"', () => fields.oneOf('name', 'other')],
    ['part.inner.size: wrong', () => fields.part('part').part('inner').number('size')],
    ['list: expected an object', () => fields.part('list')],
  ])('are refused with their place: %s', (message, read) => {
    expect(read).toThrow(FieldError);
    expect(read).toThrow(message);
  });

  it('are only in an object', () => {
    expect(() => Fields.of('text')).toThrow(FieldError);
    expect(() => Fields.of(null)).toThrow(FieldError);
  });
});
