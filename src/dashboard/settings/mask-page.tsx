import { MAX_MASKS, type Mask } from '../../core/mask.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import type { RequestView } from '../view/request-view.js';

const SIDES = ['x', 'y', 'width', 'height'] as const;

interface MaskPageProps {
  readonly masks: readonly Mask[];
  /** Size of the analysed picture, pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Whether a still is shown, was not asked for (false), or cannot be taken (null). */
  readonly still: boolean | null;
  readonly outcome: Outcome | null;
  readonly view: RequestView;
  readonly assets: PageAssets;
}

/** The picture with the masks on it; with JavaScript new ones are drawn here. */
function MaskStage({ masks, picture, still, view }: MaskPageProps) {
  const words = view.text.settings.masks;
  const { width, height } = picture;
  return (
    <div class={`stage mask-stage ${still ? 'has-picture' : ''}`}>
      {still ? <img class="picture" src="/settings/still.jpeg" alt={words.stillAlt} /> : null}
      <svg
        class="canvas"
        id="mask-canvas"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={words.count(masks.length)}
      >
        {Array.from({ length: MAX_MASKS }, (_, row) => {
          const mask = masks[row] ?? { x: 0, y: 0, width: 0, height: 0 };
          return (
            <rect
              class="mask"
              data-row={String(row)}
              x={(mask.x * width).toFixed(1)}
              y={(mask.y * height).toFixed(1)}
              width={(mask.width * width).toFixed(1)}
              height={(mask.height * height).toFixed(1)}
            />
          );
        })}
      </svg>
    </div>
  );
}

/** Four numbers in percent; a row with nothing in it is no mask. */
function MaskRow({ row, mask, view }: { row: number; mask: Mask | null; view: RequestView }) {
  const words = view.text.settings.masks;
  return (
    <fieldset class="mask-row" data-row={String(row)}>
      <legend>{words.mask(row + 1)}</legend>
      {SIDES.map((side) => (
        <label>
          <span>{words.sides[side]}</span>
          <input
            type="number"
            name={`mask-${row}-${side}`}
            min="0"
            max="100"
            step="any"
            inputmode="decimal"
            value={mask ? String(Math.round(mask[side] * 10_000) / 100) : ''}
          />
        </label>
      ))}
      <button
        class="quiet"
        type="submit"
        name="remove"
        value={String(row)}
        aria-label={`${view.text.settings.remove}: ${words.mask(row + 1)}`}
      >
        {view.text.settings.remove}
      </button>
    </fieldset>
  );
}

/** `/settings/masks`: parts of the picture where nobody is followed. */
export function MaskPage(props: MaskPageProps) {
  const { masks, still, outcome, view, assets } = props;
  const words = view.text.settings.masks;
  const rows = Math.min(MAX_MASKS, masks.length + 1);
  return (
    <Layout view={view} assets={assets} title={words.title} modules={['masks.js']}>
      <h1>{words.title}</h1>
      <OutcomeNote outcome={outcome} />
      <p class="hint">{words.hint}</p>
      <form
        class="masks"
        id="mask-form"
        method="post"
        action={still ? '/settings/masks?still=1' : '/settings/masks'}
      >
        <section class="panel" aria-label={words.picture}>
          <MaskStage {...props} />
          <div class="mask-foot">
            {still === null ? null : (
              <>
                <a class="pill" href="/settings/masks?still=1">
                  <Icon name="camera" /> {words.showStill}
                </a>
                <span class="hint">{words.stillHint}</span>
              </>
            )}
          </div>
        </section>
        <section class="card mask-rows" aria-label={words.numbers}>
          {/* A form sent by Enter saves; its first submit button must not remove. */}
          <button class="visually-hidden" type="submit" tabindex={-1}>
            {view.text.settings.save}
          </button>
          <p class="hint">{words.numbersHint}</p>
          {Array.from({ length: rows }, (_, row) => (
            <MaskRow row={row} mask={masks[row] ?? null} view={view} />
          ))}
          <p class="row-links">
            <button type="submit">{view.text.settings.save}</button>
            <a href="/settings">{view.text.settings.title}</a>
          </p>
        </section>
      </form>
    </Layout>
  );
}
