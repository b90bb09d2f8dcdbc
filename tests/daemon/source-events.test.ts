import { expect, it } from 'vitest';
import type { SourceState } from '../../src/core/source-state.js';
import { sourceEvent } from '../../src/daemon/source-events.js';

const lost: SourceState = {
  kind: 'degraded',
  sinceMs: 5,
  code: 'SOURCE_MISSING',
  reason: 'no camera is plugged in',
  remedy: 'Plug one in.',
  retryAtMs: 10,
};

it('tells a loss with its remedy, once for the same reason', () => {
  expect(sourceEvent({ kind: 'running', sinceMs: 1 }, lost, 'cam')).toEqual({
    level: 'warning',
    kind: 'source-lost',
    message: 'no camera is plugged in',
    details: { source: 'cam', code: 'SOURCE_MISSING', remedy: 'Plug one in.' },
  });
  expect(sourceEvent(lost, { ...lost, retryAtMs: 20 }, 'cam')).toBeNull();
});

it('tells a new reason', () => {
  expect(sourceEvent(lost, { ...lost, code: 'SOURCE_BUSY' }, 'cam')).not.toBeNull();
});

it('tells the return and the end', () => {
  expect(sourceEvent(lost, { kind: 'running', sinceMs: 9 }, 'cam')?.kind).toBe('source-running');
  expect(sourceEvent(null, { kind: 'ended', sinceMs: 9 }, 'a.mp4')?.kind).toBe('source-ended');
  expect(sourceEvent(null, { kind: 'starting', sinceMs: 9 }, 'cam')).toBeNull();
});
