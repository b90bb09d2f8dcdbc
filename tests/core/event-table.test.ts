import { describe, expect, it } from 'vitest';
import { EkspresiError, errorReason } from '../../src/core/errors.js';
import { EVENT_KINDS, eventSentence, kioskEvent } from '../../src/core/event-table.js';

describe('an event', () => {
  it('has an English sentence made of its details', () => {
    expect(kioskEvent('source-running', { source: 'front door' })).toEqual({
      level: 'info',
      kind: 'source-running',
      message: 'Frames arrive from front door',
      details: { source: 'front door' },
    });
    expect(kioskEvent('cooled-down', {}).details).toBeNull();
  });

  it('holds a failure as data, and tells it in both languages', () => {
    const failure = errorReason(
      new EkspresiError('camera-held', { device: '/dev/video0', holder: 'cheese' }),
    );
    const { message, details } = kioskEvent('source-lost', { failure, code: 'SOURCE_BUSY' });
    expect(message).toBe('the camera /dev/video0 is in use by cheese');
    const stored = JSON.parse(JSON.stringify(details)) as Record<string, unknown>;
    expect(eventSentence('source-lost', stored, 'id')).toBe(
      'Kamera tidak mengirim gambar: kamera /dev/video0 sedang dipakai cheese',
    );
    expect(eventSentence('backup-failed', stored, 'en')).toMatch(
      /cheese \(SOURCE_BUSY\)\. Stop the other program/,
    );
  });

  it('of another version, or without its details, has no sentence', () => {
    expect(eventSentence('moved-house', {}, 'en')).toBeNull();
    expect(eventSentence('constructor', {}, 'en')).toBeNull();
    expect(eventSentence('source-running', null, 'id')).toBeNull();
    expect(eventSentence('source-lost', { failure: { kind: 'from-the-future' } }, 'id')).toBeNull();
    expect(eventSentence('source-lost', { failure: null }, 'id')).toBeNull();
  });

  it('of a deletion names rows, time and reason in each language', () => {
    const details = { fromMs: 0, toMs: 60_000, reason: 'free-disk', what: 'hours', rows: 7 };
    expect(kioskEvent('history-deleted', details, 'warning')).toMatchObject({
      level: 'warning',
      message:
        'Deleted 7 hours of 1970-01-01 00:00 to 1970-01-01 00:01 UTC: the disk was nearly full',
    });
    expect(eventSentence('history-deleted', details, 'id')).toBe(
      'Dihapus 7 jumlahan per jam dari 1970-01-01 00:00 hingga 1970-01-01 00:01 UTC: disk hampir penuh',
    );
  });

  it.each(EVENT_KINDS)('of the kind %s is told differently in the two languages', (kind) => {
    const everything = new Proxy({ failure: 'x' } as Record<string, unknown>, {
      get: (target, name: string) => target[name] ?? 'x',
    });
    const [en, id] = (['en', 'id'] as const).map((language) =>
      eventSentence(kind, everything, language),
    );
    expect(en).not.toBeNull();
    expect(id).not.toBe(en);
  });
});
