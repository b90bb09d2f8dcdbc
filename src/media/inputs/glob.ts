const SPECIAL = /[*?[{]/;
const MAX_ALTERNATIVES = 1000;

/** Whether a path has signs of a pattern. */
export function isGlob(path: string): boolean {
  return SPECIAL.test(path);
}

/** One part of a pattern between two slashes. */
export type GlobSegment =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'pattern'; readonly matches: (name: string) => boolean }
  /** `**`: this folder and every one below it. */
  | { readonly kind: 'any-depth' };

/**
 * A shell's pattern as its segments, one list for each alternative of its braces: `*`, `?`,
 * `[a-c]`, `[!a]`, `{a,b}` and `**`. A hidden name is matched only by a segment that begins with a
 * point.
 */
export function parseGlob(pattern: string): readonly (readonly GlobSegment[])[] {
  return alternatives(pattern).map((path) => path.split('/').map(segmentOf));
}

function segmentOf(text: string): GlobSegment {
  if (text === '**') return { kind: 'any-depth' };
  if (!SPECIAL.test(text)) return { kind: 'name', name: text };
  const expression = new RegExp(`^${[...tokens(text)].join('')}$`, 'su');
  const mayBeHidden = text.startsWith('.');
  return {
    kind: 'pattern',
    matches: (name) => (mayBeHidden || !name.startsWith('.')) && expression.test(name),
  };
}

/** The parts of a segment as parts of a regular expression. */
function* tokens(text: string): Generator<string> {
  for (const [token, set] of text.matchAll(/\[([!^]?[^\]]+)\]|[\s\S]/g)) {
    if (token === '*') yield '.*';
    else if (token === '?') yield '.';
    else if (set === undefined) yield escaped(token);
    else {
      const isNot = /^[!^]/.test(set);
      const names = (isNot ? set.slice(1) : set).replaceAll(/[\\^[\]]/g, '\\$&');
      yield `[${isNot ? '^' : ''}${ordered(names)}]`;
    }
  }
}

/** A range that goes backwards, such as `z-a`, is its ends and a hyphen. */
function ordered(names: string): string {
  return names.replaceAll(/([^\\])-(.)/gsu, (range, from: string, to: string) =>
    from <= to ? range : `${from}\\-${to}`,
  );
}

function escaped(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/-]/u, '\\$&');
}

/** `{a,b}` outermost first; a brace without its end is a letter. */
function alternatives(pattern: string): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  while (open.length > 0 && done.length + open.length <= MAX_ALTERNATIVES) {
    const next = open.shift() as string;
    const braces = /^([\s\S]*?)\{([^{}]*,[^{}]*)\}([\s\S]*)$/.exec(next);
    if (braces === null) done.push(next);
    else {
      const [, before = '', choices = '', after = ''] = braces;
      open.unshift(...choices.split(',').map((choice) => before + choice + after));
    }
  }
  return done;
}
