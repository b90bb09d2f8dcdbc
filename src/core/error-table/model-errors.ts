import type { ErrorEntries } from './error-entry.js';

const COPY_FOLDER = [
  'Copy the whole model folder again from the release, or run `git checkout models`.',
  'Salin ulang seluruh folder model dari rilisnya, atau jalankan `git checkout models`.',
] as const;
const SEVEN_EXPRESSIONS = [
  'Use a model that was trained for these seven expressions, in this order.',
  'Gunakan model yang dilatih untuk ketujuh ekspresi ini, dengan urutan ini.',
] as const;
const OTHER_ENGINE = [
  'Set inference.engine to auto, or use a model folder that has one.',
  'Atur inference.engine ke auto, atau gunakan folder model yang memilikinya.',
] as const;
const NPM_CI = [
  'Run `npm ci` in the folder of ekspresi again.',
  'Jalankan lagi `npm ci` di folder ekspresi.',
] as const;
const SLOW_BOX = [
  'If this repeats, the box is too slow (raise minFacePx, lower classificationsPerSecond) or too hot.',
  'Bila berulang, perangkat terlalu lambat (naikkan minFacePx, turunkan classificationsPerSecond) atau terlalu panas.',
] as const;
const SEE_DOCTOR = [
  'If this repeats, `ekspresi doctor` may name the cause: it checks models and engines.',
  'Bila berulang, `ekspresi doctor` mungkin menyebut sebabnya: ia memeriksa model dan mesinnya.',
] as const;

/** Models, engines, and the worker that runs them. */
export const modelErrors = {
  'cascade-missing': {
    code: 'CASCADE_MISSING',
    en: [
      "The face detector's cascade is missing: {path}",
      'Install it with `apt install opencv-data`, or set inference.cascadePath to its place.',
    ],
    id: [
      'Berkas cascade pendeteksi wajah tidak ada: {path}',
      'Pasang dengan `apt install opencv-data`, atau atur inference.cascadePath ke letaknya.',
    ],
  },
  'cascade-closed': {
    code: 'CASCADE_MISSING',
    en: [
      "The face detector's cascade cannot be read: {path}",
      'Make the file readable for the user that runs ekspresi.',
    ],
    id: [
      'Berkas cascade pendeteksi wajah tidak dapat dibaca: {path}',
      'Beri pengguna yang menjalankan ekspresi izin membaca berkas itu.',
    ],
  },
  'cascade-invalid': {
    code: 'CASCADE_MISSING',
    en: [
      'Not a Haar cascade that OpenCV can read: {path}',
      'Reinstall it with `apt install --reinstall opencv-data`.',
    ],
    id: [
      'Bukan cascade Haar yang dapat dibaca OpenCV: {path}',
      'Pasang ulang dengan `apt install --reinstall opencv-data`.',
    ],
  },
  'opencv-unavailable': {
    code: 'ENGINE_UNAVAILABLE',
    en: ['The face detector (opencv-wasm) does not load', NPM_CI[0]],
    id: ['Pendeteksi wajah (opencv-wasm) tidak dapat dimuat', NPM_CI[1]],
  },
  'onnxruntime-unavailable': {
    code: 'ENGINE_UNAVAILABLE',
    en: [
      'onnxruntime does not load on this machine',
      'Set inference.engine to tfjs, or run `npm ci` again on a supported system (Linux x64 or arm64).',
    ],
    id: [
      'onnxruntime tidak dapat dimuat di perangkat ini',
      'Atur inference.engine ke tfjs, atau jalankan lagi `npm ci` di sistem yang didukung (Linux x64 atau arm64).',
    ],
  },
  'tensorflow-unavailable': {
    code: 'ENGINE_UNAVAILABLE',
    en: ['TensorFlow.js does not load on this machine', NPM_CI[0]],
    id: ['TensorFlow.js tidak dapat dimuat di perangkat ini', NPM_CI[1]],
  },
  'node-too-old': {
    code: 'ENGINE_UNAVAILABLE',
    en: ['Node {version} is too old', 'Install Node {wanted} or newer.'],
    id: ['Node {version} terlalu lama', 'Pasang Node {wanted} atau lebih baru.'],
  },
  'model-file-missing': {
    code: 'MODEL_MISSING',
    en: ['Model file missing: {path}', COPY_FOLDER[0]],
    id: ['Berkas model tidak ada: {path}', COPY_FOLDER[1]],
  },
  'model-file-closed': {
    code: 'MODEL_MISSING',
    en: [
      'Model file cannot be read: {path}',
      'Make the model folder readable for the user that runs ekspresi.',
    ],
    id: [
      'Berkas model tidak dapat dibaca: {path}',
      'Beri pengguna yang menjalankan ekspresi izin membaca folder modelnya.',
    ],
  },
  'model-file-not-json': {
    code: 'MODEL_INVALID',
    en: ['Not JSON: {path}', COPY_FOLDER[0]],
    id: ['Bukan JSON: {path}', COPY_FOLDER[1]],
  },
  'model-manifest-invalid': {
    code: 'MODEL_INVALID',
    en: ['Wrong manifest {path}: {reason}', COPY_FOLDER[0]],
    id: ['Manifes {path} salah: {reason}', COPY_FOLDER[1]],
  },
  'model-hash-mismatch': {
    code: 'MODEL_INVALID',
    en: ['The SHA-256 of {path} is {actual}…, the manifest says {expected}…', COPY_FOLDER[0]],
    id: ['SHA-256 dari {path} adalah {actual}…, menurut manifes {expected}…', COPY_FOLDER[1]],
  },
  'model-labels-mismatch': {
    code: 'MODEL_INVALID',
    en: ['The labels in {path} are [{actual}], expected [{expected}]', SEVEN_EXPRESSIONS[0]],
    id: ['Label di {path} adalah [{actual}], seharusnya [{expected}]', SEVEN_EXPRESSIONS[1]],
  },
  'model-priors-missing': {
    code: 'MODEL_INVALID',
    en: [
      'The manifest in {folder} does not tell how often each expression was in training (outputs.{output}.priors), which a flat prior needs',
      'Use another model, or the prior natural (inference.prior, --prior).',
    ],
    id: [
      'Manifest di {folder} tidak menyebut seberapa sering tiap ekspresi ada dalam pelatihan (outputs.{output}.priors), yang diperlukan prior datar',
      'Pakai model lain, atau prior natural (inference.prior, --prior).',
    ],
  },
  'model-labels-missing': {
    code: 'MODEL_INVALID',
    en: [
      'The model {model} has no output for the labels {labels}',
      'Use another model, or the labels {others} (inference.labels, --labels).',
    ],
    id: [
      'Model {model} tidak punya keluaran untuk label {labels}',
      'Pakai model lain, atau label {others} (inference.labels, --labels).',
    ],
  },
  'model-without-tfjs': {
    code: 'MODEL_INVALID',
    en: ['The model in {folder} has no TensorFlow.js form', OTHER_ENGINE[0]],
    id: ['Model di {folder} tidak punya bentuk TensorFlow.js', OTHER_ENGINE[1]],
  },
  'model-without-int8': {
    code: 'MODEL_INVALID',
    en: ['The model in {folder} has no INT8 form', OTHER_ENGINE[0]],
    id: ['Model di {folder} tidak punya bentuk INT8', OTHER_ENGINE[1]],
  },
  'model-refused-by-engine': {
    code: 'MODEL_INVALID',
    en: ['{engine} does not accept the model {path}', COPY_FOLDER[0]],
    id: ['{engine} tidak menerima model {path}', COPY_FOLDER[1]],
  },
  'model-input-missing': {
    code: 'MODEL_INVALID',
    en: ['The model {path} has no input named {name}', COPY_FOLDER[0]],
    id: ['Model {path} tidak punya masukan bernama {name}', COPY_FOLDER[1]],
  },
  'model-output-missing': {
    code: 'MODEL_INVALID',
    en: ['The model {path} has no output named {name}', COPY_FOLDER[0]],
    id: ['Model {path} tidak punya keluaran bernama {name}', COPY_FOLDER[1]],
  },
  'detector-output-shape': {
    code: 'MODEL_INVALID',
    en: [
      'The model in {folder} does not give {columns} × {rows} cells in {output}',
      COPY_FOLDER[0],
    ],
    id: ['Model di {folder} tidak memberi {columns} × {rows} sel di {output}', COPY_FOLDER[1]],
  },
  'classifier-output-shape': {
    code: 'MODEL_INVALID',
    en: [
      'The model in {folder} gives {actual} values a face, expected {expected}',
      SEVEN_EXPRESSIONS[0],
    ],
    id: [
      'Model di {folder} memberi {actual} nilai per wajah, seharusnya {expected}',
      SEVEN_EXPRESSIONS[1],
    ],
  },
  'landmarker-output-shape': {
    code: 'MODEL_INVALID',
    en: ['The model in {folder} does not give 68 points and a confidence a face', COPY_FOLDER[0]],
    id: ['Model di {folder} tidak memberi 68 titik dan satu keyakinan per wajah', COPY_FOLDER[1]],
  },
  'worker-stalled': {
    code: 'WORKER_STALLED',
    en: ['The inference worker gave no answer for {seconds} s and is replaced', SLOW_BOX[0]],
    id: ['Proses analisis tidak menjawab selama {seconds} detik dan diganti', SLOW_BOX[1]],
  },
  'worker-ended': {
    code: 'WORKER_FAILED',
    en: ['The inference worker ended ({reason}) and is replaced', SEE_DOCTOR[0]],
    id: ['Proses analisis berhenti ({reason}) dan diganti', SEE_DOCTOR[1]],
  },
  'worker-unending': {
    code: 'WORKER_STALLED',
    en: [
      'The inference worker hangs in a call that does not return',
      'Start ekspresi again; under systemd that happens by itself.',
    ],
    id: [
      'Proses analisis macet dalam panggilan yang tidak selesai',
      'Jalankan ekspresi lagi; di bawah systemd itu terjadi dengan sendirinya.',
    ],
  },
} as const satisfies ErrorEntries;
