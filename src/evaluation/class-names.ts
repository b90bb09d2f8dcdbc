import { EkspresiError } from '../core/errors.js';
import { EXPRESSIONS } from '../core/expression.js';

/** What data sets call the seven expressions. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ...EXPRESSIONS.map((name, i) => [name, i] as const),
  ...Object.entries({
    anger: 0,
    disgusted: 1,
    afraid: 2,
    fearful: 2,
    scared: 2,
    happiness: 3,
    joy: 3,
    sadness: 4,
    surprised: 5,
    // Some data sets are spelled so.
    suprise: 5,
    suprised: 5,
  }),
]);
const NUMBER = /^\d{1,3}$/;
/** In `--classes`, a number that is left out. */
const LEFT_OUT = 'none';

/** The classes of numbered folders in order of their numbers; null leaves a folder out. */
export type ClassOrder = readonly (number | null)[];

/** FER2013's own numbers, for messages: `0 angry, 1 disgust, …`. */
export const FER_NUMBERS = EXPRESSIONS.map((name, i) => `${i} ${name}`).join(', ');

/** Reads `--classes surprise,fear,…`. @throws EkspresiError USAGE */
export function parseClassOrder(text: string): ClassOrder {
  const order = text.split(',').map((part) => {
    const name = part.trim().toLowerCase();
    if (name === LEFT_OUT) return null;
    const label = LABELS.get(name);
    if (label === undefined) {
      throw new EkspresiError('evaluate-class', { command: 'evaluate', value: name });
    }
    return label;
  });
  const named = order.filter((label) => label !== null);
  if (new Set(named).size < named.length || named.length === 0) {
    throw new EkspresiError('evaluate-class-order', { command: 'evaluate' });
  }
  return order;
}

/** The classes of the folders `names` inside `path`; those of no class are not in the map. */
interface FolderLabels {
  readonly labels: ReadonlyMap<string, number>;
  /** Whether FER2013's numbers were taken for granted. */
  readonly byFerNumbers: boolean;
}

/**
 * Tells folders' classes by their names. Numbers mean other expressions in every data set, so they
 * are only believed to be FER2013's where they can be, and `order` names them otherwise.
 * @throws EkspresiError DATASET_INVALID for numbers that are not FER2013's, or not as many as
 *   `order`
 */
export function labelFolders(
  path: string,
  names: readonly string[],
  order: ClassOrder | null,
): FolderLabels {
  const numbered = names
    .filter((name) => NUMBER.test(name))
    .sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  if (order !== null) {
    if (numbered.length > 0 && numbered.length !== order.length) {
      throw new EkspresiError('dataset-class-count', {
        ...{ path, count: numbered.length, named: order.length, leftOut: LEFT_OUT },
      });
    }
    const pairs = numbered.map((name, i) => [name, order[i] ?? null] as const);
    const kept = pairs.filter((pair): pair is readonly [string, number] => pair[1] !== null);
    return { labels: new Map(kept), byFerNumbers: false };
  }
  const values = numbered.map(Number);
  if (values.length > 0 && !(values[0] === 0 && values.every((n) => n < EXPRESSIONS.length))) {
    const [first = 0] = values;
    throw new EkspresiError('dataset-class-numbers', {
      ...{ path, first, last: values.at(-1) ?? first, expected: FER_NUMBERS },
    });
  }
  const labels = new Map(numbered.map((name) => [name, Number(name)] as const));
  for (const name of names) {
    const label = LABELS.get(name.trim().toLowerCase());
    if (label !== undefined) labels.set(name, label);
  }
  return { labels, byFerNumbers: numbered.length > 0 };
}

/** FER2013's splits, by the names people use for them. */
const SPLITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    training: 'Training',
    train: 'Training',
    publictest: 'PublicTest',
    public: 'PublicTest',
    validation: 'PublicTest',
    val: 'PublicTest',
    privatetest: 'PrivateTest',
    private: 'PrivateTest',
    test: 'PrivateTest',
  }),
);

/** The official name of a split, or null for an unknown one. `PublicTest`, `public-test`, `val`… */
export function officialSplit(name: string): string | null {
  return SPLITS.get(name.toLowerCase().replaceAll(/[-_ ]/g, '')) ?? null;
}
