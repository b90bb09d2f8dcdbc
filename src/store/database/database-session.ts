import { statSync } from 'node:fs';
import type { Clock } from '../../core/clock.js';
import type { Log } from '../../core/log.js';
import { findDamage } from '../recovery/check-database.js';
import { copyReadableRows, type RecoveryReport } from '../recovery/copy-readable-rows.js';
import { setAside } from '../recovery/set-aside.js';
import { openReader, openWriter } from './connections.js';
import { describeSqliteFailure } from './sqlite-failure.js';
import { Statements } from './statements.js';

/** What had to be done to a damaged file. */
export interface DamageReport {
  readonly damage: string;
  readonly setAsidePath: string;
  readonly recovery: RecoveryReport;
}

/** The two connections of a store: one that writes, one for queries. */
export interface DatabaseSession {
  readonly path: string;
  readonly writer: Statements;
  readonly reader: Statements;
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
  /** Damage met while running: the file is set aside without another look. */
  readonly knownDamage?: string;
}

/**
 * Opens the database. A damaged file is set aside, a new one begun, and what can be read
 * of the old one is copied over.
 *
 * @throws EkspresiError STORE_UNWRITABLE, STORE_LOCKED, STORE_FULL, STORE_TOO_NEW
 */
export function openSession(options: SessionOptions): DatabaseSession {
  const { path, clock, log } = options;
  try {
    const damage = options.knownDamage ?? findDamage(path, options.quickCheckMaxBytes);
    const setAsidePath = damage === null ? null : setAside(path, clock.nowMs());
    const writer = openWriter(path);
    try {
      let report: DamageReport | null = null;
      if (damage !== null && setAsidePath !== null) {
        log.error({ damage, setAsidePath }, 'database damaged: set aside, a new one begun');
        const recovery = copyReadableRows(
          setAsidePath,
          writer,
          options.recoveryMaxMs,
          clock.monotonicMs,
        );
        report = { damage, setAsidePath, recovery };
      }
      const reader = openReader(path);
      return {
        path,
        writer: new Statements(writer),
        reader: new Statements(reader),
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
