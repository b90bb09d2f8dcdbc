import { join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { EXPRESSIONS, LABEL_SETS, type LabelSet } from '../../core/expression.js';
import { commonFields, type ModelManifest, readManifest } from './manifest.js';
import { FieldError, type Fields } from './manifest-fields.js';

/** One output of an expression model: seven logits in the order of EXPRESSIONS. */
export interface ExpressionOutput {
  readonly name: string;
  readonly labels: readonly string[];
  /** Logits are divided by it, so that a confidence of 0.8 is right in 80 of 100 pictures. */
  readonly temperature: number;
  /** How often each expression was in what the output was trained on, shares that sum to 1. */
  readonly priors: readonly number[] | null;
  /** Confidence below which a reading is unclear. */
  readonly clearThreshold: number | null;
}

export interface ExpressionManifest extends ModelManifest {
  readonly outputs: Readonly<Partial<Record<LabelSet, ExpressionOutput>>>;
  /**
   * Each face is shown to the network twice, as it is and mirrored, and the mean of the logits
   * counts.
   */
  readonly mirrored: boolean;
}

/**
 * Reads and checks `manifest.json` of an expression model. Throws MODEL_MISSING or MODEL_INVALID.
 */
export function readExpressionManifest(modelDir: string): ExpressionManifest {
  const manifest = readManifest(modelDir, expressionFields);
  for (const { labels } of Object.values(manifest.outputs)) {
    if (labels.length === EXPRESSIONS.length && EXPRESSIONS.every((name, i) => labels[i] === name))
      continue;
    throw new EkspresiError('model-labels-mismatch', {
      path: join(modelDir, 'manifest.json'),
      actual: labels.join(', '),
      expected: EXPRESSIONS.join(', '),
    });
  }
  return manifest;
}

/** The output of an expression model for `labels`. Throws MODEL_INVALID where it has none. */
export function outputFor(manifest: ExpressionManifest, labels: LabelSet): ExpressionOutput {
  const output = manifest.outputs[labels];
  if (output !== undefined) return output;
  const others = LABEL_SETS.filter((name) => manifest.outputs[name] !== undefined);
  throw new EkspresiError('model-labels-missing', {
    model: manifest.name,
    labels,
    others: others.join(', '),
  });
}

function expressionFields(fields: Fields): ExpressionManifest {
  if (fields.has('task')) fields.oneOf('task', 'expression');
  const common = commonFields(fields);
  const outputs = fields.part('outputs');
  const named = LABEL_SETS.filter((name) => outputs.has(name));
  if (named.length === 0) {
    throw new FieldError(`outputs: missing, expected ${LABEL_SETS.join(' or ')}`);
  }
  return {
    ...common,
    outputs: Object.fromEntries(named.map((name) => [name, expressionOutput(outputs.part(name))])),
    mirrored: fields.has('mirrored') && fields.flag('mirrored'),
  };
}

function expressionOutput(fields: Fields): ExpressionOutput {
  return {
    name: fields.text('name'),
    labels: fields.texts('labels'),
    temperature: fields.positive('temperature'),
    priors: fields.has('priors') ? fields.shares('priors', EXPRESSIONS.length) : null,
    clearThreshold: fields.has('clearThreshold') ? fields.share('clearThreshold') : null,
  };
}
