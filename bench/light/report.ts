import { markdownTable } from '../time/markdown-table.js';
import { FRAMES_PER_SECOND } from './film.js';
import type { Sensor } from './sensor-model.js';

/** One light at one distance. Shares are 0…1. */
export interface CellFigures {
  readonly sensor: string;
  readonly distanceM: number;
  readonly lux: number;
  readonly trials: number;
  readonly found: number;
  /** Null: not tried. */
  readonly foundInStill: number | null;
  /** Of those found: shown with the expression that they have in good light; null: none found. */
  readonly agreement: number | null;
  readonly falseFacesAFrame: number;
  readonly meanGray: number;
  readonly levels: { readonly dark: number; readonly dim: number; readonly bright: number };
  readonly msAFrame: number;
}

/** The paper's Tabel 1 by distance: bright (> 100 lx), dim (20–99 lx), dark (< 20 lx). */
const PAPER: Readonly<Record<number, readonly [string, string, string]>> = {
  0.3: ['100 %', '100 %', '0 %'],
  0.5: ['100 %', '100 %', '0 %'],
  1.3: ['100 %', '100 %', '0 %'],
  2: ['100 %', '75 %', '0 %'],
};

/** The report as Markdown: a grid a sensor for films, single pictures and expressions. */
export function lightReport(
  cells: readonly CellFigures[],
  sensors: readonly Sensor[],
  people: number,
  frames: number,
  args: readonly string[],
): string {
  const parts = sensors.map((sensor) => {
    const own = cells.filter((cell) => cell.sensor === sensor.name);
    const stills = own.every((cell) => cell.foundInStill === null)
      ? ''
      : `Found in the last frame alone, as a picture given to \`ekspresi analyze\`:

${grid(own, (cell) => percent(cell.foundInStill))}

`;
    return `## ${sensor.name}

${describe(sensor)}

Faces followed at the end of the film; beside them the paper's share:

${grid(own, (cell) => percent(cell.found), true)}

${stills}Of the faces followed: those with the expression that the same person has at 1000 lx and 0.5 m:

${grid(own, (cell) => percent(cell.agreement))}

False faces in 100 frames:

${grid(own, (cell) => (100 * cell.falseFacesAFrame).toFixed(0))}

Mean gray of the picture (level that is stored and shown, where most trials have it):

${grid(own, (cell) => `${cell.meanGray.toFixed(0)} ${usualLevel(cell)}`)}
`;
  });
  return `# Light and distance

The paper's Tabel 1 with more steps: ${people} people who look at the camera (photographs of \`shared/faces\` before pictures without a face, and drawn ones), each filmed at every distance under every light for ${(frames / FRAMES_PER_SECOND).toFixed(1)} s at ${FRAMES_PER_SECOND} frames a second. Geometry: 640×480, fields of view spread from 60° to 78°, faces 0.15 m wide, heads that sway by 1 cm. The sensor model (\`bench/light/sensor-model.ts\`): automatic exposure up to the frame's time, then gain up to its limit, then the picture gets dark; shot noise, read noise, 10 bits, gamma 2.2, 8 bits, JPEG by ffmpeg (q 5). Electrons: 3,300 a lux second and square micrometre, lens 85 %, white 90 %. Left out: the camera's own noise filters, colour, blur of motion and of the lens.

${parts.join('\n')}
Again: \`${['node bench/run.js light/table', ...args].join(' ')}\`.
`;
}

function describe(sensor: Sensor): string {
  const { photositeUm, photositesAPixel, fNumber, readNoiseElectrons, maxGain } = sensor;
  const exposureMs = (1000 * sensor.maxExposureS).toFixed(0);
  return `Photosites of ${photositeUm} µm, ${photositesAPixel} of them a pixel, f/${fNumber}, read noise ${readNoiseElectrons} electrons, full well ${sensor.fullWellElectrons}, gain up to ${maxGain}, exposure up to ${exposureMs} ms.`;
}

function grid(
  cells: readonly CellFigures[],
  text: (cell: CellFigures) => string,
  withPaper = false,
): string {
  const lux = [...new Set(cells.map((cell) => cell.lux))];
  const distances = [...new Set(cells.map(({ distanceM }) => distanceM))];
  const head = ['distance', ...lux.map((value) => `${value} lx`)];
  if (withPaper) head.push('paper: bright', 'dim', 'dark');
  const rows = distances.map((distanceM) => {
    const row = lux.map((value) => {
      const cell = cells.find((other) => other.lux === value && other.distanceM === distanceM);
      return cell === undefined ? '–' : text(cell);
    });
    const paper = withPaper ? (PAPER[distanceM] ?? ['–', '–', '–']) : [];
    return [`${distanceM} m`, ...row, ...paper];
  });
  return markdownTable(head, rows);
}

function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(100 * share)} %`;
}

function usualLevel({ levels }: CellFigures): string {
  const all = ['dark', 'dim', 'bright'] as const;
  return all.reduce((best, level) => (levels[level] > levels[best] ? level : best));
}
