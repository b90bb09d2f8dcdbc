// witness.js PORT: tells what the running kiosk has analysed, as soon as it has. Printed through ssh
// until the machine is gone: the last lines are what had existed when the mains failed.
//   seen NOW_MS AT_MS FACES   a newest frame, taken at AT_MS, with so many faces
//   tick NOW_MS               nothing new
const port = process.argv[2] ?? '8080';
const LOOK_EVERY_MS = 100;
let newest = 0;

async function look() {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/live`, {
    signal: AbortSignal.timeout(5000),
  });
  const { analysis } = await answer.json();
  if (analysis === null || analysis.capturedAtMs === newest) return `tick ${Date.now()}`;
  newest = analysis.capturedAtMs;
  return `seen ${Date.now()} ${Math.round(newest)} ${analysis.faces.length}`;
}

for (;;) {
  const line = await look().catch(() => `tick ${Date.now()}`);
  process.stdout.write(`${line}\n`);
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
