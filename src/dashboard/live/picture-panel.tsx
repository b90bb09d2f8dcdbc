import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { DashboardSettings } from '../dashboard-deps.js';
import { Icon } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';
import { type LabelPlace, labelPlaces } from './label-places.js';
import type { LiveState } from './live-state.js';
import { SceneMessage } from './scene-message.js';

/** Width of a label in ems of its font, so that its plate fits the text. */
function labelWidthEm(label: string): number {
  return label.length * 0.58 + 0.9;
}

/** Room for the eye on the label of who looks, in ems. */
const EYE_EM = 1.5;

/** Length of the arrow of a head in profile, in widths of its box. */
const ARROW_WIDTHS = 0.7;

/**
 * Where the head is turned: from the middle of the face as far as a nose of that length would show,
 * so that a head that faces the camera is a dot.
 */
function HeadArrow({ face }: { face: FaceObservation }) {
  const { box, yaw, pitch } = face;
  if (yaw === null || pitch === null) return null;
  const [yawRad, pitchRad] = [yaw, pitch].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
  ];
  const length = ARROW_WIDTHS * box.width;
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const [dx, dy] = [
    length * Math.sin(yawRad) * Math.cos(pitchRad),
    length * Math.sin(pitchRad),
  ] as const;
  const [tipX, tipY] = [x + dx, y + dy];
  // Wings of the tip: back along the arrow and to both sides.
  const wings = [-0.3, 0.3].map(
    (side) => [tipX - 0.3 * dx + side * 0.6 * dy, tipY - 0.3 * dy - side * 0.6 * dx] as const,
  );
  const place = (at: readonly [number, number]) => `${at[0].toFixed(1)} ${at[1].toFixed(1)}`;
  return (
    <g class={`head-arrow ${face.looking ? 'is-looking' : ''}`}>
      <circle cx={x.toFixed(1)} cy={y.toFixed(1)} r={(box.width * 0.03).toFixed(1)} />
      <path
        d={`M${place([x, y])}L${place([tipX, tipY])}M${place(wings[0]!)}L${place([tipX, tipY])}L${place(wings[1]!)}`}
      />
    </g>
  );
}

/** Box, number, expression and direction of one face, in pixels of the frame. */
function FaceMark({
  face,
  fontPx,
  place,
  view,
}: {
  face: FaceObservation;
  fontPx: number;
  /** Of its label. */
  place: LabelPlace;
  view: RequestView;
}) {
  const { x, y, width, height } = face.box;
  const label = labelOf(face, view);
  const { x: plateX, y: plateY, width: plateWidth, height: plateHeight } = place;
  return (
    <g
      class={`face-mark is-${face.clear ? face.expression : 'unclear'}`}
      id={`mark-${face.trackId}`}
    >
      <rect
        class="face-box"
        x={x.toFixed(1)}
        y={y.toFixed(1)}
        width={width.toFixed(1)}
        height={height.toFixed(1)}
        rx={(fontPx * 0.35).toFixed(1)}
      />
      <rect
        class="face-plate"
        x={plateX.toFixed(1)}
        y={plateY.toFixed(1)}
        width={plateWidth.toFixed(1)}
        height={plateHeight.toFixed(1)}
        rx={(fontPx * 0.35).toFixed(1)}
      />
      <text
        class="face-label"
        x={(plateX + fontPx * 0.5).toFixed(1)}
        y={(plateY + fontPx * 1.1).toFixed(1)}
        font-size={fontPx.toFixed(1)}
      >
        {label}
      </text>
      {face.looking ? (
        <use
          class="face-eye"
          href="/assets/icons.svg#eye"
          x={(plateX + plateWidth - fontPx * 1.7).toFixed(1)}
          y={(plateY + fontPx * 0.1).toFixed(1)}
          width={(fontPx * 1.35).toFixed(1)}
          height={(fontPx * 1.35).toFixed(1)}
        >
          <title>{view.text.live.looking}</title>
        </use>
      ) : null}
      <HeadArrow face={face} />
    </g>
  );
}

function labelOf({ trackId, expression, clear }: FaceObservation, { text }: RequestView): string {
  return `${trackId} · ${clear ? text.expressions[expression] : text.unclear}`;
}

/** All marks; no label lies upon another. */
function FaceMarks({
  faces,
  analysis,
  view,
}: {
  faces: readonly FaceObservation[];
  analysis: FrameAnalysis;
  view: RequestView;
}) {
  const fontPx = Math.max(8, analysis.width / 36);
  const places = labelPlaces(
    faces.map((face) => ({
      box: face.box,
      width: (labelWidthEm(labelOf(face, view)) + (face.looking ? EYE_EM : 0)) * fontPx,
      height: fontPx * 1.55,
    })),
    analysis,
  );
  return (
    <>
      {faces.map((face, i) => (
        <FaceMark face={face} fontPx={fontPx} place={places[i] as LabelPlace} view={view} />
      ))}
    </>
  );
}

/** The left panel: the camera's picture, or an empty canvas, with numbered boxes. */
export function PicturePanel({
  state,
  view,
  preview,
}: {
  state: LiveState;
  view: RequestView;
  preview: DashboardSettings['preview'];
}) {
  const { scene, analysis } = state;
  const { live } = view.text;
  const width = analysis?.width ?? 640;
  const height = analysis?.height ?? 480;
  const hasPicture = preview === 'video' && state.status.source.state.kind === 'running';
  return (
    <section class="panel" aria-labelledby="picture-title">
      <header class="panel-head">
        <h2 id="picture-title">{live.pictureTitle}</h2>
        {scene.kind === 'faces' ? (
          <span class="chip">{live.peopleInView(scene.faces.length + scene.hidden)}</span>
        ) : null}
      </header>
      {preview === 'video' && view.user?.by !== 'address' ? (
        <p class="notice notice-video">
          <Icon name="camera" /> {live.videoBanner}
        </p>
      ) : null}
      <div class={`stage ${hasPicture ? 'has-picture' : ''}`}>
        {/* Its address changes in the page when it is opened anew; a merge must leave that. */}
        {hasPicture ? (
          <img class="picture" id="picture" src="/preview.mjpeg" alt="" hx-morph-skip />
        ) : null}
        <svg
          class="canvas"
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={live.canvasLabel(scene.kind === 'faces' ? scene.faces.length : 0)}
        >
          {scene.kind === 'faces' && preview !== 'off' && analysis ? (
            <FaceMarks faces={scene.faces} analysis={analysis} view={view} />
          ) : null}
        </svg>
        {scene.kind !== 'faces' ? <SceneMessage scene={scene} view={view} /> : null}
        {scene.kind === 'faces' && preview === 'off' ? (
          <div class="scene-message">
            <Icon name="shield" />
            <p class="scene-title">{live.positionsHidden}</p>
            <p>{live.positionsHiddenHint}</p>
          </div>
        ) : null}
      </div>
      {scene.kind === 'faces' && preview !== 'off' ? <p class="hint">{live.arrowHint}</p> : null}
      <p class="privacy">
        <Icon name="shield" /> {live.noPicture}
      </p>
    </section>
  );
}
