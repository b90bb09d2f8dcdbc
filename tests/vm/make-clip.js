#!/usr/bin/env node
// make-clip.js FILE: drawn visitors of our own synthetic source as a video for the test camera.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SceneRenderer } from '../../dist/synthetic/scene-renderer.js';
import { visitorsScene } from '../../dist/synthetic/visitors-scene.js';

const FRAMES_PER_SECOND = 10;
const DURATION_S = 30;

const file = process.argv[2];
if (file === undefined) {
  process.stderr.write('Usage: make-clip.js FILE\n');
  process.exit(2);
}
const scene = visitorsScene({ seed: 3, people: 2, durationS: DURATION_S });
const input = `-f rawvideo -pix_fmt gray -s ${scene.widthPx}x${scene.heightPx} -r ${FRAMES_PER_SECOND} -i -`;
const output = '-c:v mjpeg -pix_fmt yuvj422p -q:v 3';
const ffmpeg = spawn('ffmpeg', [...`-v error -y ${input} ${output}`.split(' '), file], {
  stdio: ['pipe', 'inherit', 'inherit'],
});
const renderer = new SceneRenderer(scene);
for (let frame = 0; frame < FRAMES_PER_SECOND * DURATION_S; frame++) {
  const { pixels } = renderer.render(frame / FRAMES_PER_SECOND);
  // The renderer draws the next picture into the same memory.
  if (!ffmpeg.stdin.write(Buffer.from(pixels))) await once(ffmpeg.stdin, 'drain');
}
ffmpeg.stdin.end();
const [code] = await once(ffmpeg, 'exit');
process.exitCode = code ?? 1;
