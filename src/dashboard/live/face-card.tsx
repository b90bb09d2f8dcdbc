import type { FaceObservation } from '../../core/face.js';
import { ProbabilityBars } from '../view/expression-bars.js';
import { Icon } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';

function qualityWord(quality: number): 'good' | 'fair' | 'poor' {
  if (quality >= 0.6) return 'good';
  return quality >= 0.3 ? 'fair' : 'poor';
}

/** Whether the head is turned to the screen, and by how much it is turned. */
function lookingWord({ looking, yaw, pitch }: FaceObservation, { text, format }: RequestView) {
  if (looking === null) return '–';
  const word = looking ? text.live.lookingWords.yes : text.live.lookingWords.no;
  if (yaw === null || pitch === null) return word;
  return `${word} (${format.number(yaw)}°, ${format.number(pitch)}°)`;
}

function Fact({ name, value, hint }: { name: string; value: string; hint?: string }) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** One face of the right panel: number, expression, probabilities, eyes, stay, quality, head. */
export function FaceCard({ face, view }: { face: FaceObservation; view: RequestView }) {
  const { text, format } = view;
  const shown = face.clear ? face.expression : null;
  return (
    <article
      class={`face-card is-${shown ?? 'unclear'}`}
      id={`face-${face.trackId}`}
      aria-labelledby={`face-${face.trackId}-title`}
    >
      <header>
        <Icon name={shown ?? 'nobody'} class="face-icon" />
        <div>
          <h3 id={`face-${face.trackId}-title`}>{text.live.face(face.trackId)}</h3>
          <p class="face-expression">{shown === null ? text.unclear : text.expressions[shown]}</p>
        </div>
        <p class="face-confidence">
          <span>{format.percent(face.confidence)}</span>
          <small>{text.live.confidence}</small>
        </p>
      </header>
      <ProbabilityBars probabilities={face.smoothed} leading={shown} view={view} />
      <dl class="facts">
        <Fact name={text.live.inView} value={format.duration(face.ageMs)} />
        <Fact
          name={text.live.ear}
          value={face.ear === null ? '–' : format.number(face.ear, 2)}
          hint={face.ear === null ? text.live.eyesUnknown : text.live.earLong}
        />
        <Fact
          name={text.live.blinks}
          value={face.blinkCount === null ? '–' : format.number(face.blinkCount)}
        />
        <Fact
          name={text.live.quality}
          value={text.live.qualityWords[qualityWord(face.quality)]}
          hint={format.percent(face.quality)}
        />
        <Fact
          name={text.live.looking}
          value={lookingWord(face, view)}
          hint={text.live.lookingHint}
        />
      </dl>
    </article>
  );
}
