// One program under comparison, in a process of its own: node subject.js NAME. Frames come as rows of
// gray bytes in a file; the parent says which to analyse and gets milliseconds and boxes back.
import { createReadStream, openSync, readSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '../../dist');
const require = createRequire(join(here, 'package.json'));
/** Their packages do not export the files that are needed by name. */
const modules = join(here, 'node_modules');
/** Faces that every subject may find. */
const MOST_FACES = 16;

const SUBJECTS = {
  ekspresi,
  'Haar + classifier': haarAndClassifier,
  human,
  'face-api tiny': () => faceApi('tiny'),
  'face-api SSD': () => faceApi('ssd'),
};

/** The product as the daemon runs it. */
async function ekspresi() {
  const { createFacePipeline } = await import(join(dist, 'inference/pipeline/face-pipeline.js'));
  const { defaultInferenceSettings } = await import(join(dist, 'inference/inference-settings.js'));
  const { systemClock } = await import(join(dist, 'core/clock.js'));
  const { silentLog } = await import(join(dist, 'core/log.js'));
  const settings = defaultInferenceSettings(join(here, '../../models'));
  let pipeline = null;
  return {
    async begin() {
      await pipeline?.close();
      pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
    },
    async analyse(frame) {
      const { faces } = await pipeline.analyse(frame);
      return faces.map((face) => face.box);
    },
  };
}

/** What everybody builds first: OpenCV's cascade over every frame, the network on every hit. */
async function haarAndClassifier() {
  const load = (path) => import(join(dist, 'inference', path));
  const { loadCascade } = await load('detection/haar/cascade.js');
  const { loadClassifier } = await load('expression/classifier.js');
  const { expressionCrop, ferCropFromHaarBox } = await load('expression/face-crop.js');
  const { DEBIAN_CASCADE_PATH } = await load('inference-settings.js');
  const modelDir = join(here, '../../models/edge');
  const classifier = await loadClassifier({
    modelDir,
    labels: 'crowd',
    engine: 'auto',
    threads: 1,
  });
  const cascade = loadCascade(DEBIAN_CASCADE_PATH);
  return {
    async begin() {},
    async analyse(frame) {
      const found = cascade.detect(frame, { scaleFactor: 1.1, minNeighbours: 3 });
      const boxes = found.map((face) => face.box);
      const crops = boxes.map((box) => expressionCrop(frame, ferCropFromHaarBox(box)));
      if (crops.length > 0) await classifier.classify(crops);
      return boxes;
    },
  };
}

/** Face box, mesh, iris and emotion; its other models are off, its frame caching as it comes. */
async function human() {
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setThreadsCount(1);
  const { Human } = require(join(modules, '@vladmandic/human/dist/human.node-wasm.js'));
  const off = { enabled: false };
  const engine = new Human({
    backend: 'wasm',
    wasmPath: wasmFolder(),
    modelBasePath: await served(join(modules, '@vladmandic/human/models')),
    debug: false,
    face: {
      enabled: true,
      detector: { maxDetected: MOST_FACES },
      mesh: { enabled: true },
      iris: { enabled: true },
      emotion: { enabled: true },
      description: off,
      antispoof: off,
      liveness: off,
    },
    body: off,
    hand: off,
    object: off,
    gesture: off,
    segmentation: off,
    filter: off,
  });
  await engine.load();
  return {
    async begin() {},
    async analyse({ rgb, width, height }) {
      const tensor = engine.tf.tensor3d(rgb, [height, width, 3], 'int32');
      const { face } = await engine.detect(tensor);
      engine.tf.dispose(tensor);
      return face.map(({ box: [x, y, w, h] }) => ({ x, y, width: w, height: h }));
    },
  };
}

/** Faces, 68 points and expressions. */
async function faceApi(kind) {
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setThreadsCount(1);
  wasm.setWasmPaths(wasmFolder());
  const api = require(join(modules, '@vladmandic/face-api/dist/face-api.node-wasm.js'));
  await api.tf.setBackend('wasm');
  await api.tf.ready();
  const models = join(modules, '@vladmandic/face-api/model');
  const detector = kind === 'tiny' ? api.nets.tinyFaceDetector : api.nets.ssdMobilenetv1;
  await detector.loadFromDisk(models);
  await api.nets.faceLandmark68Net.loadFromDisk(models);
  await api.nets.faceExpressionNet.loadFromDisk(models);
  const options =
    kind === 'tiny'
      ? new api.TinyFaceDetectorOptions({ inputSize: 416 })
      : new api.SsdMobilenetv1Options({ maxResults: MOST_FACES });
  return {
    async begin() {},
    async analyse({ rgb, width, height }) {
      const tensor = api.tf.tensor3d(rgb, [height, width, 3], 'int32');
      const found = await api
        .detectAllFaces(tensor, options)
        .withFaceLandmarks()
        .withFaceExpressions();
      api.tf.dispose(tensor);
      return found.map(({ detection: { box } }) => ({
        x: box.x,
        y: box.y,
        width: box.width,
        height: box.height,
      }));
    },
  };
}

/** On wasm human loads its models by http only; the address of a folder that is served on loopback. */
async function served(folder) {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url, 'http://models').pathname);
    createReadStream(join(folder, name))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${server.address().port}/`;
}

function wasmFolder() {
  return join(modules, '@tensorflow/tfjs-backend-wasm/dist/');
}

let clip = null;
const subject = await SUBJECTS[process.argv[2]]();

process.on('message', async (message) => {
  if (message.clip !== undefined) {
    clip = { ...message.clip, file: openSync(message.clip.path, 'r') };
    await subject.begin();
    process.send({ ready: true });
    return;
  }
  const { width, height, framesPerSecond, file } = clip;
  const pixels = new Uint8Array(width * height);
  const rgb = new Uint8Array(3 * width * height);
  const results = [];
  for (let sequence = message.from; sequence < message.to; sequence++) {
    readSync(file, pixels, 0, pixels.length, sequence * pixels.length);
    for (let i = 0; i < pixels.length; i++) rgb.fill(pixels[i], 3 * i, 3 * i + 3);
    const timeMs = (sequence * 1000) / framesPerSecond;
    const time = { capturedAtMs: timeMs, monotonicMs: timeMs, mediaTimeS: timeMs / 1000 };
    const beganMs = performance.now();
    const boxes = await subject.analyse({ pixels, rgb, width, height, sequence, ...time });
    results.push({ ms: performance.now() - beganMs, boxes });
  }
  process.send({ results, rssBytes: process.memoryUsage.rss() });
});
process.send({ ready: true });
