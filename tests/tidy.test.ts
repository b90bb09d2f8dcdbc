import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/core/package-root.js';

const root = packageRoot();
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const sources = tracked.filter((path) => /^src\/.*\.tsx?$/.test(path));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Folders of src that each folder may import; types alone are checked by a rule of their own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sqlite: ['core'],
  synthetic: ['core'],
  capture: ['core', 'synthetic'],
  inference: ['core'],
  tables: ['core'],
  sessions: ['core', 'tables'],
  store: ['core', 'sqlite', 'tables'],
  accounts: ['core', 'sqlite'],
  broker: ['core'],
  publish: ['core', 'sqlite', 'broker'],
  fleet: ['core', 'broker', 'tables', 'store', 'accounts', 'dashboard'],
  dashboard: ['core', 'sqlite', 'accounts', 'sessions'],
  media: ['core', 'capture', 'inference', 'tables', 'sessions'],
  evaluation: ['core', 'capture', 'inference'],
  daemon: [
    'core',
    'synthetic',
    'capture',
    'inference',
    'store',
    'accounts',
    'dashboard',
    'publish',
    'sessions',
  ],
  doctor: ['core', 'capture', 'inference', 'store', 'daemon'],
  cli: [
    ...[
      'core',
      'capture',
      'inference',
      'store',
      'accounts',
      'dashboard',
      'publish',
      'fleet',
      'tables',
      'sessions',
    ],
    ...['media', 'evaluation', 'doctor', 'daemon'],
  ],
};

describe('tidy', () => {
  it('parts import only what is below them', () => {
    const wrong = sources.flatMap((path) => {
      const from = path.split('/')[1] as string;
      const imports = read(path).matchAll(/^import (type )?[^;]*?from '(\.[^']+)';/gms);
      return [...imports].flatMap(([, type, target = '']) => {
        const to = normalize(join(dirname(path), target)).split('/')[1] as string;
        if (to === from || MAY_IMPORT[from]?.includes(to)) return [];
        const isStoreTypes = type !== undefined && from === 'dashboard' && to === 'store';
        return isStoreTypes ? [] : [`${path} imports ${target}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('files are small and named in kebab-case', () => {
    // A catalogue of texts is as long as the interface.
    const programs = sources.filter((path) => !/\/(?:i18n|error-table)\//.test(path));
    expect(programs.filter((path) => read(path).split('\n').length > 251)).toEqual([]);
    const named = /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?$/;
    expect(sources.filter((path) => !named.test(path.split('/').at(-1) as string))).toEqual([]);
    expect(sources.filter((path) => /\/(utils?|helpers?|index)\.tsx?$/.test(path))).toEqual([]);
  });

  it('no dead files: each is imported, or is an entry', () => {
    const entries = [
      /^src\/cli\/main\.ts$/,
      /inference-worker\.ts$/,
      /backup-child\.ts$/,
      /\/client\//,
      /\.d\.ts$/,
    ];
    const imported = new Set(
      tracked
        .filter((path) => /\.(tsx?|js)$/.test(path))
        .flatMap((path) =>
          [...read(path).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) =>
            normalize(join(dirname(path), target)).replace(/\.js$/, ''),
          ),
        ),
    );
    const dead = sources.filter(
      (path) =>
        !entries.some((entry) => entry.test(path)) && !imported.has(path.replace(/\.tsx?$/, '')),
    );
    expect(dead).toEqual([]);
  });

  it('exports nothing that nobody imports', () => {
    const programs = tracked.filter((path) =>
      /^(src|bench|tests|scripts)\/.*\.(tsx?|js)$/.test(path),
    );
    const words = new Map(programs.map((path) => [path, new Set(read(path).match(/\w+/g))]));
    const unused = sources.flatMap((path) =>
      [
        ...read(path).matchAll(
          /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm,
        ),
      ]
        .map(([, name = '']) => name)
        .filter((name) => !programs.some((other) => other !== path && words.get(other)?.has(name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(unused).toEqual([]);
  });

  it('no file imports itself through others', () => {
    const imports = new Map(
      sources.map((path) => [
        path,
        [...read(path).matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)';/gms)]
          .map(([, target = '']) => normalize(join(dirname(path), target)).replace(/\.js$/, ''))
          .flatMap((target) => sources.filter((other) => other.replace(/\.tsx?$/, '') === target)),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' > '));
      if (done.has(path)) return;
      done.add(path);
      for (const next of imports.get(path) ?? []) follow(next, [...way, path]);
    };
    for (const path of sources) follow(path, []);
    expect(circles).toEqual([]);
  });

  it('comments stay within 100 columns', () => {
    const wide = sources.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, i) =>
          line.length > 100 && /^\s*(?:\/\/|\*|\/\*)/.test(line) ? [`${path}:${i + 1}`] : [],
        ),
    );
    expect(wide).toEqual([]);
  });

  it('shows people expressions, never emotions', () => {
    const shown = sources.filter((path) => /^src\/(dashboard|cli)\//.test(path));
    // `emotion` is the name of a column in FER2013's file, and the law's own word.
    const allowed = /emotion,pixels|'emotion'|forbids inferring emotions/;
    const wrong = shown.filter((path) =>
      read(path)
        .split('\n')
        .some((line) => /\bemotions?\b/i.test(line) && !allowed.test(line)),
    );
    expect(wrong).toEqual([]);
  });
});
