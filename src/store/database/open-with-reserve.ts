import { EkspresiError } from '../../core/errors.js';
import { type DatabaseSession, openSession, type SessionOptions } from './database-session.js';
import { keepReserve, releaseReserve } from './disk-reserve.js';

/**
 * Opens the database of `dataDir`. On a full disk the reserve is given up for it; the store
 * then comes up degraded and waits for room.
 *
 * @throws EkspresiError as {@link openSession}
 */
export function openWithReserve(options: SessionOptions, dataDir: string): DatabaseSession {
  try {
    const session = openSession(options);
    keepReserve(dataDir);
    return session;
  } catch (error) {
    const isFull = error instanceof EkspresiError && error.code === 'STORE_FULL';
    if (!isFull || !releaseReserve(dataDir)) throw error;
    return openSession(options);
  }
}
