import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Config } from '../../../src/daemon/config/config-schema.js';
import { effectiveConfig } from '../../../src/daemon/config/effective-config.js';
import { PageSettings } from '../../../src/daemon/config/page-settings.js';
import { settingsOverlayPath } from '../../../src/daemon/config/settings-overlay.js';
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
  const settings = () =>
    new PageSettings({
      configPath,
      dataDir,
      config: load().config,
      onChange: (config) => heard.push(config),
    });
  return {
    etc,
    dataDir,
    configPath: configPath ?? '',
    heard,
    load,
    settings: settings(),
    again: settings,
  };
}

it('writes a change into the file, with its comments and its mode', () => {
  const { settings, configPath, heard, load, dataDir, etc } = open();
  chmodSync(configPath, 0o604);
  settings.change({ rawDays: 7, language: 'id' });
  expect(readFileSync(configPath, 'utf8')).toBe(
    '# mine\nstore:\n  rawDays: 7 # agreed\ndashboard:\n  language: id\n',
  );
  expect(statSync(configPath).mode & 0o777).toBe(0o604);
  expect(readdirSync(etc)).toEqual(['ekspresi.yaml']);
  expect(existsSync(settingsOverlayPath(dataDir))).toBe(false);
  expect(settings.current()).toMatchObject({ rawDays: 7, language: 'id', rollupDays: 400 });
  expect(heard.map(({ store }) => store.rawDays)).toEqual([7]);
  expect(load().config).toEqual(heard[0]);
  expect(settings.keptIn()).toEqual({ path: configPath, unwritable: null });
});

it('does not write what the file says already', () => {
  const { settings, configPath } = open();
  const before = statSync(configPath).ino;
  settings.change({ rawDays: 14, rollupDays: 400, preview: 'boxes' });
  expect(readFileSync(configPath, 'utf8')).toBe(TEXT);
  expect(statSync(configPath).ino).toBe(before);
});

it('keeps what somebody else wrote into the file meanwhile', () => {
  const { settings, configPath, load } = open();
  writeFileSync(configPath, `${TEXT}log:\n  level: warn\n`);
  settings.change({ timeZone: 'Asia/Jakarta' });
  expect(load().config).toMatchObject({
    log: { level: 'warn' },
    dashboard: { timeZone: 'Asia/Jakarta' },
    store: { rawDays: 14 },
  });
});

it('follows a link and leaves it one', () => {
  const { configPath, dataDir, etc, heard } = open();
  const link = join(etc, 'link.yaml');
  symlinkSync(configPath, link);
  const config = effectiveConfig(link, dataDir, {}).config;
  new PageSettings({
    configPath: link,
    dataDir,
    config,
    onChange: (now) => heard.push(now),
  }).change({
    rawDays: 3,
  });
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(configPath, 'utf8')).toContain('rawDays: 3 # agreed');
});

it.each([
  [{ rawDays: -1 }, /store\.rawDays/],
  [{ rawDays: Number.NaN }, /store\.rawDays/],
  [{ timeZone: 'Mars/Olympus' }, /dashboard\.timeZone: is not an IANA/],
  [{ language: 'xx' }, /dashboard\.language/],
  [{ masks: [{ x: 0.6, y: 0, width: 0.6, height: 1 }] }, /inference\.masks\.0: reaches beyond/],
])('refuses %j in one line and changes nothing', (change, message) => {
  const { settings, configPath, heard } = open();
  const before = settings.current();
  expect(() => settings.change(change as never)).toThrow(message);
  expect(readFileSync(configPath, 'utf8')).toBe(TEXT);
  expect(settings.current()).toEqual(before);
  expect(heard).toEqual([]);
});

it('refuses to write into a file that is wrong just now', () => {
  const { settings, configPath } = open();
  writeFileSync(configPath, 'store:\n  rawDayz: 3\n');
  expect(() => settings.change({ rawDays: 7 })).toThrow(/is wrong: line 2: store\.rawDayz/);
  expect(readFileSync(configPath, 'utf8')).toBe('store:\n  rawDayz: 3\n');
});

it('without a file, keeps changes beside the history', () => {
  const { settings, dataDir, load, again } = open({ text: null });
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
  expect(existsSync(settingsOverlayPath(dataDir))).toBe(false);
});

it('what is changed in the file afterwards counts again', () => {
  const { configPath, dataDir, load, settings } = open();
  writeFileSync(
    settingsOverlayPath(dataDir),
    'rawDays: {value: 7, insteadOf: 14}\nlanguage: {value: id, insteadOf: auto}\n',
  );
  expect(load().config).toMatchObject({ store: { rawDays: 7 }, dashboard: { language: 'id' } });
  writeFileSync(configPath, TEXT.replace('14', '21'));
  expect(load().config).toMatchObject({ store: { rawDays: 21 }, dashboard: { language: 'id' } });
  // The file can be written now: the next save of the page puts everything there.
  settings.change({ language: 'en' });
  expect(readFileSync(configPath, 'utf8')).toContain('language: en');
  expect(readFileSync(settingsOverlayPath(dataDir), 'utf8')).not.toContain('language');
});

it.each(['{', 'rawDays: 3\n', 'what: {value: 1, insteadOf: 2}\n'])(
  'starts without kept changes that nobody understands: %j',
  (text) => {
    const { dataDir, load } = open();
    writeFileSync(settingsOverlayPath(dataDir), text);
    const { config, problem } = load();
    expect(config.store.rawDays).toBe(14);
    expect(problem).toContain('left out');
  },
);

it('kept values that the schema refuses are left out', () => {
  const { dataDir, load } = open();
  writeFileSync(settingsOverlayPath(dataDir), 'rawDays: {value: many, insteadOf: 14}\n');
  expect(load().config.store.rawDays).toBe(14);
});
