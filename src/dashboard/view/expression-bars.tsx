import { EXPRESSIONS } from '../../core/expression.js';
import { type Durations, inViewMs, PARTS, partName, stackedParts } from './expression-shares.js';
import { Icon } from './icon.js';
import type { RequestView } from './request-view.js';

/**
 * Seven labelled bars; lengths are attributes of SVG shapes because inline styles are forbidden.
 * `leading` is the expression that is shown, null where the reading is unclear.
 */
export function ProbabilityBars({
  probabilities,
  leading,
  view,
}: {
  probabilities: readonly number[];
  leading: string | null;
  view: RequestView;
}) {
  return (
    <ul class="bars">
      {EXPRESSIONS.map((expression, i) => {
        const share = Math.min(1, Math.max(0, probabilities[i] ?? 0));
        return (
          <li class={`is-${expression} ${expression === leading ? 'leading' : ''}`}>
            <Icon name={expression} />
            <span class="bar-name">{view.text.expressions[expression]}</span>
            <svg class="bar" aria-hidden="true">
              <rect class="bar-track" width="100%" height="100%" rx="4" />
              <rect class="bar-fill" width={`${(share * 100).toFixed(1)}%`} height="100%" rx="4" />
            </svg>
            <span class="bar-value">{view.format.percent(share)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** The mix of expressions of a time as a single bar; unclear time is hatched. */
export function MixBar({ durations }: { durations: Durations }) {
  const sum = Math.max(1, inViewMs(durations));
  let offset = 0;
  return (
    <svg class="mix-bar" aria-hidden="true">
      <HatchPattern />
      {stackedParts(durations).map(({ part, ms }) => {
        const share = (ms / sum) * 100;
        const x = offset;
        offset += share;
        return (
          <rect
            class={`fill is-${part}`}
            x={`${x.toFixed(1)}%`}
            width={`${share.toFixed(1)}%`}
            height="100%"
          />
        );
      })}
    </svg>
  );
}

/**
 * The hatching of unclear time, which `.fill.is-unclear` refers to; once in a page would do, but
 * parts of pages are exchanged, and the first of equal ids counts.
 */
export function HatchPattern() {
  return (
    <defs>
      <pattern
        id="hatch"
        class="hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" />
        <path d="M0 0V6" />
      </pattern>
    </defs>
  );
}

/** What the parts of the bars are. */
export function ExpressionLegend({ view }: { view: RequestView }) {
  return (
    <ul class="legend expression-legend">
      {PARTS.map((part) => (
        <li class={`is-${part}`}>
          {part === 'unclear' ? <i class="hatch-swatch" /> : <Icon name={part} />}{' '}
          {partName(part, view)}
        </li>
      ))}
    </ul>
  );
}
