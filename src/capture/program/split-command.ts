import { EkspresiError } from '../../core/errors.js';

/**
 * Splits a command into words, without a shell: at white space, but not within '…' or "…"; a
 * backslash takes the next character as it is (within '…' it means itself). Nothing is expanded:
 * no variables, no patterns, no pipes.
 * @throws EkspresiError USAGE for a quote that is not closed, and for no word at all
 */
export function splitCommand(command: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < command.length; at++) {
    const char = command[at] as string;
    if (char === '\\' && quote !== "'") {
      at++;
      if (at === command.length) throw new EkspresiError('command-backslash-last', {});
      word = (word ?? '') + command[at];
    } else if (char === quote) {
      quote = null;
    } else if (quote === null && (char === "'" || char === '"')) {
      quote = char;
      word ??= '';
    } else if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) throw new EkspresiError('command-quote-open', { quote });
  if (word !== null) words.push(word);
  // A program cannot be given a zero byte.
  if ((words[0] ?? '') === '' || command.includes('\0'))
    throw new EkspresiError('command-empty', {});
  return words;
}
