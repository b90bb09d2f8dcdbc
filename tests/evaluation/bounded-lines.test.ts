import { expect, it } from 'vitest';
import { boundedLines } from '../../src/evaluation/fer-csv.js';

async function* bytes(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part, 'latin1');
}

async function lines(maxCharacters: number, ...parts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const line of boundedLines(bytes(...parts), maxCharacters)) {
    if (line.length > maxCharacters) return [...found, `too long: ${line}`];
    found.push(line);
  }
  return found;
}

it.each([
  [['a\nb\n'], ['a', 'b']],
  [
    ['a\r', '\nb'],
    ['a\r', 'b'],
  ],
  [
    ['one ', 'line', '\n\n', 'x'],
    ['one line', '', 'x'],
  ],
  // A letter of two bytes, cut between them.
  [['f\xc3', '\xa9e\n'], ['fée']],
  [[], []],
  [[''], []],
])('splits %j', async (parts, expected) => {
  expect(await lines(100, ...parts)).toEqual(expected);
});

it('gives the beginning of a line that is too long as soon as that is known', async () => {
  expect(await lines(4, 'ab\ncde', 'fg', 'never read')).toEqual(['ab', 'too long: cdefg']);
  expect(await lines(4, 'abcdefg\nh\n')).toEqual(['too long: abcdefg']);
});
