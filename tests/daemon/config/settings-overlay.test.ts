import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Config } from '../../../src/daemon/config/config-schema.js';
import { effectiveConfig } from '../../../src/daemon/config/effective-config.js';
import { PageSettings, settingsOverlayPath } from '../../../src/daemon/config/settings-overlay.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';

const TEXT = '# mine\nstore:\n  rawDays: 14 # agreed\n';

function open(options: { readonly text?: string | null } = {}) {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  const etc = join(folder, 'etc');
  mkdirSync(dataDir);
  mkdirSync(etc);
  const configPath = options.text === null ? null : join(etc, 'ekspresi.yaml');
  if (configPath !== null) writeFileSync(configPath, options.text ?? TEXT, { mode: 0o640 });
  const heard: Config[] = [];
  const load = () => effectiveConfig(configPath, dataDir, {});
  const again = () => new PageSettings({ configPath, dataDir, config: load().config });
  const settings = again();
  settings.onChange((config) => heard.push(config));
  const overlay = settingsOverlayPath(dataDir);
  return { etc, dataDir, overlay, configPath: configPath ?? '', heard, load, settings, again };
}

it('keeps a change in the overlay and leaves the file to its author', () => {
  const { settings, configPath, heard, load, dataDir, overlay } = open();
  settings.change({ rawDays: 7, language: 'id' });
  expect(readFileSync(configPath, 'utf8')).toBe(TEXT);
  expect(readdirSync(dataDir)).toEqual(['page-settings.yaml']);
  expect(statSync(overlay).mode & 0o777).toBe(0o640);
  expect(settings.current()).toMatchObject({ rawDays: 7, language: 'id', rollupDays: 400 });
  expect(heard.map(({ store }) => store.rawDays)).toEqual([7]);
  expect(load().config).toEqual(heard[0]);
  expect(settings.overlayPath()).toBe(overlay);
});

it('keeps nothing that the file says already', () => {
  const { settings, overlay } = open();
  settings.change({ rawDays: 14, rollupDays: 400, preview: 'auto' });
  expect(existsSync(overlay)).toBe(false);
});

it('takes what somebody else wrote into the file meanwhile', () => {
  const { settings, configPath, load } = open();
  writeFileSync(configPath, `${TEXT}log:\n  level: warn\n`);
  settings.change({ timeZone: 'Asia/Jakarta' });
  expect(load().config).toMatchObject({
    log: { level: 'warn' },
    dashboard: { timeZone: 'Asia/Jakarta' },
    store: { rawDays: 14 },
  });
});

it.each([
  [{ rawDays: -1 }, /store\.rawDays/],
  [{ rawDays: Number.NaN }, /store\.rawDays/],
  [{ timeZone: 'Mars/Olympus' }, /dashboard\.timeZone: is not an IANA/],
  [{ language: 'xx' }, /dashboard\.language/],
  [{ masks: [{ x: 0.6, y: 0, width: 0.6, height: 1 }] }, /inference\.masks\.0: reaches beyond/],
])('refuses %j in one line and changes nothing', (change, message) => {
  const { settings, overlay, heard } = open();
  const before = settings.current();
  expect(() => settings.change(change as never)).toThrow(message);
  expect(existsSync(overlay)).toBe(false);
  expect(settings.current()).toEqual(before);
  expect(heard).toEqual([]);
});

it('refuses a change while the file is wrong: what it would stand for is unknown', () => {
  const { settings, configPath, overlay, heard } = open();
  writeFileSync(configPath, 'store:\n  rawDayz: 3\n');
  expect(() => settings.change({ rawDays: 7 })).toThrow(/line 2: store\.rawDayz/);
  expect(existsSync(overlay)).toBe(false);
  expect(heard).toEqual([]);
});

it('changes nothing where the overlay cannot be written', () => {
  const { settings, overlay, heard } = open();
  mkdirSync(overlay);
  expect(() => settings.change({ rawDays: 7 })).toThrow(
    expect.objectContaining({ code: 'CONFIG_UNWRITABLE' }),
  );
  expect(settings.current().rawDays).toBe(14);
  expect(heard).toEqual([]);
});

it('serves a kiosk without a file, and forgets what is the default again', () => {
  const { settings, overlay, load, again } = open({ text: null });
  const mask = { x: 0, y: 0, width: 0.5, height: 0.5 };
  settings.change({ masks: [mask], rawDays: 5 });
  settings.change({ rawDays: 6 });
  expect(load()).toMatchObject({
    problem: null,
    config: { store: { rawDays: 6 }, inference: { masks: [mask] } },
  });
  const later = again();
  expect(later.current().rawDays).toBe(6);
  later.change({ masks: [], rawDays: 30 });
  expect(existsSync(overlay)).toBe(false);
});

it('what is changed in the file afterwards counts again', () => {
  const { configPath, overlay, load, settings } = open();
  writeFileSync(
    overlay,
    'rawDays: {value: 7, insteadOf: 14}\nlanguage: {value: id, insteadOf: auto}\n',
  );
  expect(load().config).toMatchObject({ store: { rawDays: 7 }, dashboard: { language: 'id' } });
  writeFileSync(configPath, TEXT.replace('14', '21'));
  expect(load().config).toMatchObject({ store: { rawDays: 21 }, dashboard: { language: 'id' } });
  settings.change({ language: 'en' });
  expect(load().config).toMatchObject({ store: { rawDays: 21 }, dashboard: { language: 'en' } });
});

it.each(['{', 'rawDays: 3\n', 'what: {value: 1, insteadOf: 2}\n'])(
  'starts without an overlay that nobody understands: %j',
  (text) => {
    const { overlay, load } = open();
    writeFileSync(overlay, text);
    const { config, problem } = load();
    expect(config.store.rawDays).toBe(14);
    expect(problem).toContain('left out');
  },
);

it('values that the schema refuses are left out', () => {
  const { overlay, load } = open();
  writeFileSync(overlay, 'rawDays: {value: many, insteadOf: 14}\n');
  expect(load().config.store.rawDays).toBe(14);
});

it('lets no page name a source, and so no program', () => {
  const { settings, load, overlay, again } = open();
  const source = 'program:sh -c "touch /tmp/x"';
  const change = { source, rawDays: 7 } as Parameters<typeof settings.change>[0];
  settings.change(change);
  expect(readFileSync(overlay, 'utf8')).not.toContain('program');
  expect(load().config.source).toBe('camera');
  const written = `source: {value: '${source}', insteadOf: camera}\nrawDays: {value: 3, insteadOf: 14}\n`;
  writeFileSync(overlay, written);
  expect(again().current()).not.toHaveProperty('source');
  expect(load().config.source).toBe('camera');
});
