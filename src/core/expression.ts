/** The seven expressions in FER2013's order; every vector of seven in the code follows it. */
export const EXPRESSIONS = [
  'angry',
  'disgust',
  'fear',
  'happy',
  'sad',
  'surprise',
  'neutral',
] as const;

export type Expression = (typeof EXPRESSIONS)[number];

/** Seven probabilities in the order of {@link EXPRESSIONS}; they sum to 1. */
export type ProbabilityVector = readonly number[];

/** Names the entries of a vector, as JSON output wants them. */
export function namedProbabilities(vector: ProbabilityVector): Record<Expression, number> {
  return Object.fromEntries(EXPRESSIONS.map((name, i) => [name, vector[i] ?? 0])) as Record<
    Expression,
    number
  >;
}

/** Index of the largest entry; the first one wins a tie. */
export function argMax(vector: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < vector.length; i++) {
    if ((vector[i] as number) > (vector[best] as number)) best = i;
  }
  return best;
}

/**
 * Happy minus the strongest negative expression, −1…1: valence as the handbook of FaceReader
 * (Noldus) defines it. Neutral and surprise have no part in it.
 */
export function valence(probabilities: ProbabilityVector): number {
  const of = (name: Expression) => probabilities[EXPRESSIONS.indexOf(name)] ?? 0;
  return of('happy') - Math.max(of('angry'), of('disgust'), of('fear'), of('sad'));
}

/**
 * Whose labels an expression is named by: what most of ten people see in a face (FER+), or
 * FER2013's own, which tell how its pictures were searched for. A model has an output for each.
 */
export const LABEL_SETS = ['crowd', 'fer2013'] as const;
export type LabelSet = (typeof LABEL_SETS)[number];

/**
 * How often each expression is expected before a face is seen: `natural`, as in what the model was
 * trained on, or `flat`, all seven alike.
 */
export const CLASS_PRIORS = ['natural', 'flat'] as const;
export type ClassPrior = (typeof CLASS_PRIORS)[number];
