import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { offlineConfig } from '../../src/cli/offline-config.js';
import { loadConfig } from '../../src/daemon/config/load-config.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-offline-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Root reads every file, but no folder.
const closed = join(folder, 'closed.yaml');
mkdirSync(closed);
const open = join(folder, 'open.yaml');
writeFileSync(open, 'inference: { model: swift }\n');
const wrong = join(folder, 'wrong.yaml');
writeFileSync(wrong, 'inference: { modell: swift }\n');

function read(systemPath: string, option?: string, environment: NodeJS.ProcessEnv = {}) {
  const stderr = new PassThrough();
  const config = offlineConfig(option, { environment, stderr }, systemPath);
  return { config, told: String(stderr.read() ?? '') };
}

describe('offlineConfig', () => {
  it('takes the defaults where the installed file is closed, and says so', () => {
    const { config, told } = read(closed);
    expect(config).toEqual(loadConfig(null));
    expect(told).toMatch(/closed\.yaml is closed to you, so the defaults are used\n$/);
  });

  it('takes the installed file where it may, and the defaults where there is none', () => {
    expect(read(open)).toMatchObject({ config: { inference: { model: 'swift' } }, told: '' });
    expect(read(join(folder, 'none.yaml'))).toEqual({ config: loadConfig(null), told: '' });
  });

  it('reads no further than a configuration may be long', () => {
    expect(() => read(open, '/dev/zero')).toThrow(/larger than 256 KiB/);
  });

  it('refuses a file that was named, and a wrong one', () => {
    const unreadable = expect.objectContaining({ code: 'CONFIG_UNREADABLE' });
    expect(() => read(open, join(folder, 'none.yaml'))).toThrow(unreadable);
    const EKSPRESI_CONFIG = join(folder, 'none.yaml');
    expect(() => read(open, undefined, { EKSPRESI_CONFIG })).toThrow(unreadable);
    expect(() => read(wrong)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
