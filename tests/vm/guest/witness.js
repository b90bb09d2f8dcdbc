// witness.js PORT: tells what the running kiosk has analysed, as soon as it has (its live stream).
// Printed through ssh until the machine is gone: the last lines are what had existed in memory when
// the mains failed.
//   seen NOW_MS AT_MS FACES   a newest frame, taken at AT_MS, with so many faces
//   tick NOW_MS               the time, ten times a second
const port = process.argv[2] ?? '8080';
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`);

setInterval(() => say('tick', Date.now()), 100);
const answer = await fetch(`http://127.0.0.1:${port}/api/v1/live/events`);
let text = '';
for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
  const events = (text + part).split('\n\n');
  text = events.pop();
  for (const event of events) {
    const data = /^data: (.*)$/m.exec(event)?.[1];
    if (data === undefined) continue;
    const { capturedAtMs, faces } = JSON.parse(data);
    say('seen', Date.now(), Math.round(capturedAtMs), faces.length);
  }
}
