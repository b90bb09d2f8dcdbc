import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { EventBus } from '../../src/core/event-bus.js';
import { silentLog } from '../../src/core/log.js';
import type { Config } from '../../src/daemon/config/config-schema.js';
import { loadConfig } from '../../src/daemon/config/load-config.js';
import { runDaemon } from '../../src/daemon/run-daemon.js';
import { openStore } from '../../src/store/open-store.js';
import { defaultStoreSettings } from '../../src/store/store-settings.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(dataDir: string, config: Config): Promise<void> {
  const options = {
    ...{ config, dataDir, clock: systemClock, log: silentLog },
    ...{ configPath: null, modelsDir: folder, version: '0', environment: {} },
    tellPassword: () => {},
  };
  return runDaemon(options, new AbortController().signal);
}

describe('a daemon that cannot be built', () => {
  it('has not touched the history when its source is none', async () => {
    const dataDir = join(folder, 'data');
    const config = { ...loadConfig(null), source: 'file://visit.mp4' };
    await expect(run(dataDir, config)).rejects.toMatchObject({ code: 'USAGE' });
    expect(existsSync(dataDir)).toBe(false);
  });

  it('lets go of the history, so that the next try can have it', async () => {
    const dataDir = join(folder, 'data');
    const damaged = { ...loadConfig(null), inference: null } as unknown as Config;
    await expect(run(dataDir, damaged)).rejects.toThrow(TypeError);
    const store = openStore({
      ...{ dataDir, clock: systemClock, log: silentLog, checkCopy: async () => {} },
      bus: new EventBus({ clock: systemClock, log: silentLog }),
      settings: defaultStoreSettings,
    });
    store.close();
  });
});
