import { existsSync, statSync } from 'node:fs';
import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { repairHeader } from '../../sqlite/repair-header.js';
import { finishReplacement } from '../../sqlite/replace-database.js';
import { findDamage } from '../recovery/check-database.js';
import {
  type DamageReport,
  isRecoveryInterrupted,
  recoverDatabase,
} from '../recovery/recover-database.js';
import { openReader, openWriter } from './connections.js';
import { keepReserve, releaseReserve } from './disk-space.js';
import { PreparedStatements } from './prepared-statements.js';
import { describeSqliteFailure } from './sqlite-failure.js';

/** The two connections of a store: one that writes, one for queries. */
export interface DatabaseSession {
  readonly path: string;
  readonly writer: PreparedStatements;
  readonly reader: PreparedStatements;
  readonly inode: number;
  readonly damage: DamageReport | null;
  close(): void;
}

export interface SessionOptions {
  readonly path: string;
  readonly quickCheckMaxBytes: number;
  readonly recoveryMaxMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Left out, the file is checked; otherwise the damage that was met, or null for none. */
  readonly knownDamage?: string | null;
  /** Room on the disk; an argument for tests. */
  readonly freeBytes?: () => number;
}

/**
 * Opens the database. What can be read of a damaged file is copied into a new one, which takes
 * its place; a replacement or a recovery that was interrupted is ended first.
 *
 * @throws EkspresiError STORE_UNWRITABLE, STORE_LOCKED, STORE_FULL, STORE_TOO_NEW
 */
export function openSession(options: SessionOptions): DatabaseSession {
  const { path } = options;
  try {
    finishReplacement(path);
    const repaired = options.knownDamage == null ? repairHeader(path) : [];
    if (repaired.length > 0)
      options.log.warn(
        { path, bytes: repaired },
        'flipped bits in the header of the database were put back',
      );
    const damage = damageOf(options);
    const report =
      damage === null
        ? null
        : recoverDatabase({ ...options, damage, maxMs: options.recoveryMaxMs });
    const writer = openWriter(path);
    try {
      const reader = openReader(path);
      return {
        path,
        writer: new PreparedStatements(writer),
        reader: new PreparedStatements(reader),
        inode: statSync(path).ino,
        damage: report,
        // The writer goes last: the last connection that closes folds the log into the file.
        close: () => {
          reader.close();
          writer.close();
        },
      };
    } catch (error) {
      writer.close();
      throw error;
    }
  } catch (error) {
    throw describeSqliteFailure(error, path);
  }
}

function damageOf({ path, quickCheckMaxBytes, knownDamage }: SessionOptions): string | null {
  if (!existsSync(path)) return null;
  if (isRecoveryInterrupted(path)) return knownDamage ?? 'its recovery was interrupted';
  return knownDamage === undefined ? findDamage(path, quickCheckMaxBytes) : knownDamage;
}

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
