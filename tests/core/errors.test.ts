import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/core/error-codes.js';
import type { ErrorEntry } from '../../src/core/error-table/error-entry.js';
import { ERROR_TABLE, type ErrorKind } from '../../src/core/error-table/error-table.js';
import {
  describeError,
  EkspresiError,
  errorData,
  errorFromData,
  errorReason,
  errorTexts,
  isErrorData,
} from '../../src/core/errors.js';
import { parameterNames } from '../../src/core/localised-text.js';

const entries = Object.entries<ErrorEntry>(ERROR_TABLE);

describe('the table of errors', () => {
  it.each(entries)('%s says the same in both languages', (_, { en, id }) => {
    const names = (texts: readonly string[]) => [...new Set(texts.flatMap(parameterNames))].sort();
    expect(names(id)).toEqual(names(en));
    expect(id[1]).not.toBe(en[1]);
    for (const [message, remedy] of [en, id]) {
      expect(message).not.toMatch(/\.$/);
      expect(remedy).toMatch(/\.$/);
    }
  });

  it('has a kind for every code', () => {
    const used = new Set(entries.map(([, { code }]) => code));
    expect(Object.keys(ERROR_CODES).filter((code) => !used.has(code as never))).toEqual([]);
  });

  it('is one: no kind stands in two of its parts', () => {
    expect(entries.length).toBeGreaterThan(120);
    expect(new Set(entries.map(([kind]) => kind)).size).toBe(entries.length);
  });
});

describe('an error', () => {
  const cause = new Error('EBUSY');
  const error = new EkspresiError(
    'camera-held',
    { device: '/dev/video0', holder: 'cheese (process 7)' },
    { cause },
  );

  it('is data with English texts for logs and the command line', () => {
    expect(error).toMatchObject({
      kind: 'camera-held',
      code: 'SOURCE_BUSY',
      message: 'the camera /dev/video0 is in use by cheese (process 7)',
      parameters: { device: '/dev/video0', holder: 'cheese (process 7)' },
      cause,
    });
    expect(describeError(error)).toBe(
      'the camera /dev/video0 is in use by cheese (process 7) (SOURCE_BUSY). ' +
        'Stop the other program; the camera is taken as soon as it is free.',
    );
  });

  it('is told in Indonesian, words of the program and numbers included', () => {
    const data = {
      kind: 'source-stalled',
      parameters: { kind: 'camera', name: 'x', seconds: 2.5 },
    };
    expect(errorTexts(data, 'en').message).toBe('the camera x has given no frame for 2.5 s');
    expect(errorTexts(data, 'id').message).toBe('kamera x tidak mengirim gambar selama 2,5 detik');
  });

  it('may be the reason of another one, in its language', () => {
    const outer = new EkspresiError('worker-ended', {
      reason: errorReason(new EkspresiError('model-file-missing', { path: '/m/a.onnx' })),
    });
    expect(outer.message).toBe(
      'The inference worker ended (Model file missing: /m/a.onnx) and is replaced',
    );
    const { kind, parameters } = outer;
    expect(errorTexts({ kind: kind ?? '', parameters }, 'id').message).toBe(
      'Proses analisis berhenti (Berkas model tidak ada: /m/a.onnx) dan diganti',
    );
    expect(errorReason(new TypeError('x is no function\n    at y'))).toBe('x is no function');
  });

  it('survives a thread and a file as data', () => {
    const data = errorData(error);
    const read = JSON.parse(JSON.stringify(data)) as unknown;
    expect(isErrorData(read)).toBe(true);
    expect(isErrorData({ kind: 'from-the-future', parameters: {} })).toBe(false);
    expect(isErrorData(null)).toBe(false);
    const again = errorFromData(read as NonNullable<typeof data>);
    expect(again?.message).toBe(error.message);
    expect(errorFromData({ kind: 'constructor', parameters: {} })).toBeNull();
    expect(errorData(cause)).toBeNull();
  });

  it('with values that look like placeholders shows them as they are', () => {
    const kind: ErrorKind = 'file-missing';
    expect(new EkspresiError(kind, { path: '{holder}/$1' }).message).toBe(
      '{holder}/$1 does not exist',
    );
  });
});
