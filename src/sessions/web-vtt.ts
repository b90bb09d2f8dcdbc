import { expressionLabel, runsOf } from './expression-runs.js';
import { type SessionRecord, stimulusSamples } from './session-record.js';

/**
 * A session as WebVTT: a cue for each span in which a face shows one expression. With several faces
 * each cue names the face; cues of several faces overlap, which players show in two lines.
 */
export function webVtt(record: SessionRecord): string {
  const faces = [...stimulusSamples(record)];
  const cues = faces.flatMap(([face, samples]) =>
    runsOf(samples, expressionLabel).map((run) => ({
      ...run,
      text: faces.length > 1 ? `${face}: ${run.label}` : run.label,
    })),
  );
  const parts = cues
    .sort((a, b) => a.startS - b.startS)
    .map(
      ({ startS, endS, text }) => `${timestamp(startS)} --> ${timestamp(endS)}\n${cueText(text)}\n`,
    );
  return ['WEBVTT\n', ...parts].join('\n');
}

function cueText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `00:01:02.345` */
function timestamp(timeS: number): string {
  const ms = Math.max(0, Math.round(timeS * 1000));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const clock = `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`;
  return `${clock}.${String(ms % 1000).padStart(3, '0')}`;
}
