import { describe, expect, it } from 'vitest';
import { formatProblem, parseConfig } from '../../../src/daemon/config/parse-config.js';

function problemsOf(text: string): string[] {
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

describe('parseConfig', () => {
  it('gives every default for an empty file', () => {
    const parsed = parseConfig('');
    expect(parsed.ok && parsed.config.source).toBe('camera');
    expect(parsed.ok && parsed.config.dashboard.host).toBe('auto');
    expect(parsed.ok && parsed.config.store.observationsPerFaceSecond).toBe(5);
  });

  it('keeps what is given and fills in the rest', () => {
    const parsed = parseConfig('source: /dev/video2\ncamera:\n  widthPx: 1280\n');
    expect(parsed.ok && parsed.config.source).toBe('/dev/video2');
    expect(parsed.ok && parsed.config.camera).toMatchObject({ widthPx: 1280, heightPx: 480 });
  });

  it('freezes the result, inside too', () => {
    const parsed = parseConfig('');
    if (!parsed.ok) throw new Error('refused');
    expect(Object.isFrozen(parsed.config)).toBe(true);
    expect(Object.isFrozen(parsed.config.inference.smoothing)).toBe(true);
  });

  it('refuses an unknown setting with its line and a hint', () => {
    expect(problemsOf('source: camera\ncamra:\n  widthPx: 640\n')).toEqual([
      'line 2: camra: unknown setting; did you mean camera?',
    ]);
    expect(problemsOf('dashboard:\n  prot: 1\n')).toEqual([
      'line 2: dashboard.prot: unknown setting; did you mean port?',
    ]);
  });

  it('lists what is known where nothing is near', () => {
    expect(problemsOf('log:\n  colour: red\n')).toEqual([
      'line 2: log.colour: unknown setting; known here: level',
    ]);
  });

  it('reports every problem, not only the first', () => {
    const problems = problemsOf('camera:\n  widthPx: ten\n  heightPx: 1\nlog:\n  level: loud\n');
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/^line 2: camera\.widthPx: /);
    expect(problems[1]).toMatch(/^line 3: camera\.heightPx: /);
    expect(problems[2]).toMatch(/^line 5: log\.level: /);
  });

  it('names the line of a YAML mistake', () => {
    expect(problemsOf('a: 1\nb: [1, 2\n')[0]).toMatch(/^line \d+: not YAML: /);
  });

  it('refuses a list or a number for the whole file', () => {
    expect(problemsOf('- camera\n')).toHaveLength(1);
    expect(problemsOf('42\n')).toHaveLength(1);
  });

  it('refuses a source that cannot be captured, with its line and without its password', () => {
    for (const source of ['udp://239.0.0.1:1234', 'rtmp://u:secret@host/x', 'file://visit.mp4']) {
      const [problem, ...others] = problemsOf(`log:\n  level: info\nsource: ${source}\n`);
      expect(problem).toMatch(/^line 3: source: ".+" is not a source\. Use camera/);
      expect(problem).not.toContain('secret');
      expect(others).toEqual([]);
    }
    expect(problemsOf("source: ''\n")).toHaveLength(1);
  });

  it('refuses a zone that does not exist and a host of nothing', () => {
    expect(problemsOf('dashboard:\n  timeZone: Mars/Olympus\n')[0]).toContain('IANA');
    expect(problemsOf('dashboard:\n  host: ""\n')).toHaveLength(1);
  });

  it('refuses a file that is too large, and aliases that blow up', () => {
    expect(problemsOf(`# ${'x'.repeat(300_000)}`)).toEqual(['the file is larger than 256 KiB']);
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed']) {
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(',')}]`);
    }
    expect(problemsOf(bomb.join('\n')).length).toBeGreaterThan(0);
  });
});
