import { expect, it } from 'vitest';
import { LineTail } from '../../../src/capture/process/line-tail.js';

it('keeps the last lines of a flood, each cut to a length', () => {
  const tail = new LineTail({ maxLines: 100, maxLineChars: 50 });
  for (let i = 0; i < 10_000; i++) tail.push(`line ${i}\n`);
  tail.push('x'.repeat(1_000_000));
  const lines = tail.lines();
  expect(lines).toHaveLength(101);
  expect(lines[0]).toBe('line 9900');
  expect(lines.at(-1)).toHaveLength(50);
});

it('joins what was cut, splits at carriage returns, and drops or rewrites lines', () => {
  const keep = (line: string) => (line === 'noise' ? null : line.replace('secret', '…'));
  const tail = new LineTail({ maxLines: 9, maxLineChars: 50, keep });
  for (const part of ['a sec', 'ret\rb\n', '\nnoise\nunfinished secret']) tail.push(part);
  expect(tail.lines()).toEqual(['a …', 'b', 'unfinished …']);
});
