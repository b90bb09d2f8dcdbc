import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/core/package-root.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-shell-'));
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/shell-files.js'), folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const lines = (program: string, script: string) =>
  execFileSync(program, ['-c', script], { encoding: 'utf8' }).trim().split('\n');

/** What bash offers after these words, the last of them begun. */
function bash(...words: string[]): readonly string[] {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const script = `. '${folder}/bash/ekspresi'
    COMP_WORDS=(ekspresi ${typed}); COMP_CWORD=${words.length}; _ekspresi
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines('bash', script);
}

it('bash completes commands, options, what may follow them, and subcommands', () => {
  expect(bash('an')).toEqual(['analyze']);
  expect(bash('analyze', '--for')).toEqual(['--format']);
  expect(bash('analyze', '--format', '')).toEqual(['csv', 'ndjson', 'parquet']);
  expect(bash('analyze', '--detector', 'h')).toEqual(['haar']);
  expect(bash('backup', '')).toEqual(['create', 'check', 'restore']);
});

it.skipIf(!has('fish'))('fish does, with the words of the help beside them', () => {
  const fish = (typed: string) =>
    lines('fish', `source '${folder}/fish/ekspresi.fish'; complete -C '${typed}'`);
  expect(fish('ekspresi an')[0]).toMatch(/^analyze\tpictures and videos in/);
  expect(fish('ekspresi analyze --skip')).toEqual(['--skip-done\tgoes on with F']);
  expect(fish('ekspresi analyze --detector ').map((line) => line.split('\t', 1)[0])).toEqual([
    ...['both', 'cnn', 'haar'],
  ]);
  expect(fish('ekspresi backup ')).toEqual(['check', 'create', 'restore']);
});

it.skipIf(!has('zsh'))('zsh reads its file', () => {
  expect(spawnSync('zsh', ['-n', join(folder, 'zsh/_ekspresi')]).stderr.toString()).toBe('');
});

it.skipIf(!has('man'))('man sets every page without a complaint', () => {
  const pages = readdirSync(join(folder, 'man'));
  expect(pages).toContain('ekspresi-analyze.1');
  for (const page of pages) {
    const set = spawnSync('man', ['--warnings', '-l', join(folder, 'man', page)], {
      env: { ...process.env, MANROFFOPT: '', LC_ALL: 'C.UTF-8' },
    });
    expect([page, set.status, String(set.stderr)]).toEqual([page, 0, '']);
  }
});
