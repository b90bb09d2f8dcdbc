import type { ContentCurve } from '../../store/content-rows.js';
import type { RequestView } from '../view/request-view.js';

const WIDTH = 640;
const HEIGHT = 220;
const PLOT = { left: 44, top: 12, width: 584, height: 168 };

type Second = ContentCurve['seconds'][number];

/** What is drawn of one second, 0…1, or null where nothing is known. */
const LINES = {
  happy: ({ happyMs, clearMs }: Second) => (clearMs > 0 ? happyMs / clearMs : null),
  looking: ({ attentionMs, viewMs }: Second) => (viewMs > 0 ? attentionMs / viewMs : null),
} as const;

/** Happy and looking share over the first seconds; the mean over all showings. */
export function CurveSvg({ curve, view }: { curve: ContentCurve; view: RequestView }) {
  const words = view.text.content;
  const seconds = curve.seconds.filter(({ showings }) => showings > 0);
  const xOf = (second: number) =>
    PLOT.left + ((second + 0.5) / Math.max(1, seconds.length)) * PLOT.width;
  const yOf = (share: number) => PLOT.top + (1 - share) * PLOT.height;
  const points = (of: (second: Second) => number | null) =>
    seconds
      .flatMap((second, i) => {
        const share = of(second);
        return share === null ? [] : [`${xOf(i).toFixed(1)},${yOf(share).toFixed(1)}`];
      })
      .join(' ');
  return (
    <figure class="content-curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" width="100%">
        <title>{`${words.curve}: ${words.happy}, ${words.attentionShare}`}</title>
        {[0, 0.5, 1].map((share) => (
          <>
            <line
              x1={PLOT.left}
              x2={PLOT.left + PLOT.width}
              y1={yOf(share)}
              y2={yOf(share)}
              stroke="currentColor"
              stroke-opacity="0.2"
            />
            <text
              x={PLOT.left - 6}
              y={yOf(share) + 4}
              text-anchor="end"
              font-size="12"
              fill="currentColor"
            >
              {view.format.percent(share)}
            </text>
          </>
        ))}
        {seconds.map((_, i) =>
          i % 5 === 0 ? (
            <text
              x={xOf(i)}
              y={HEIGHT - 18}
              text-anchor="middle"
              font-size="12"
              fill="currentColor"
            >
              {String(i)}
            </text>
          ) : null,
        )}
        <text
          x={PLOT.left + PLOT.width}
          y={HEIGHT - 2}
          text-anchor="end"
          font-size="12"
          fill="currentColor"
        >
          {words.second}
        </text>
        <polyline
          class="is-happy"
          points={points(LINES.happy)}
          fill="none"
          stroke="var(--happy, #c98a00)"
          stroke-width="2.5"
        />
        <polyline
          points={points(LINES.looking)}
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          stroke-dasharray="5 4"
        />
      </svg>
      <figcaption class="hint">
        {`— ${words.happy}   - - ${words.attentionShare}. ${words.curveHint}`}
      </figcaption>
    </figure>
  );
}
