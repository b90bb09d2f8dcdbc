import type { ErrorEntries } from './error-entry.js';

const HELP = ['See `ekspresi {command} --help`.', 'Lihat `ekspresi {command} --help`.'] as const;

/** Wrong arguments of the command line. */
export const commandErrors = {
  'command-unknown': {
    code: 'USAGE',
    en: ["There is no command '{name}'", 'See `ekspresi --help`.'],
    id: ["Tidak ada perintah '{name}'", 'Lihat `ekspresi --help`.'],
  },
  'arguments-invalid': {
    code: 'USAGE',
    en: ['{problem}', HELP[0]],
    id: ['{problem}', HELP[1]],
  },
  'argument-empty': {
    code: 'USAGE',
    en: ['an argument is empty', HELP[0]],
    id: ['ada argumen kosong', HELP[1]],
  },
  'argument-surplus': {
    code: 'USAGE',
    en: ["'{argument}' is too much: {hint}", HELP[0]],
    id: ["'{argument}' berlebihan: {hint}", HELP[1]],
  },
  'option-empty': {
    code: 'USAGE',
    en: ['--{option} is empty', HELP[0]],
    id: ['--{option} kosong', HELP[1]],
  },
  'option-choice': {
    code: 'USAGE',
    en: ["--{option} is one of {choices}, not '{value}'", HELP[0]],
    id: ["--{option} salah satu dari {choices}, bukan '{value}'", HELP[1]],
  },
  'option-number': {
    code: 'USAGE',
    en: ["--{option} wants a whole number from {min} to {max}, not '{value}'", HELP[0]],
    id: ["--{option} harus bilangan bulat dari {min} hingga {max}, bukan '{value}'", HELP[1]],
  },
  'option-time': {
    code: 'USAGE',
    en: [
      "--{option} wants a time such as 2026-11-24T08:00:00Z, epoch milliseconds, now or -7d, not '{value}'",
      HELP[0],
    ],
    id: [
      "--{option} harus waktu seperti 2026-11-24T08:00:00Z, milidetik epoch, now, atau -7d, bukan '{value}'",
      HELP[1],
    ],
  },
  'option-wanted': {
    code: 'USAGE',
    en: ['--{option} is wanted', HELP[0]],
    id: ['--{option} diperlukan', HELP[1]],
  },
  'action-wanted': {
    code: 'USAGE',
    en: ['{command} wants {actions}', HELP[0]],
    id: ['{command} memerlukan {actions}', HELP[1]],
  },
  'file-wanted': {
    code: 'USAGE',
    en: ['name at least one {what}', HELP[0]],
    id: ['sebutkan sedikitnya satu {what}', HELP[1]],
  },
  'options-together': {
    code: 'USAGE',
    en: ['{first} and {second} do not go together', HELP[0]],
    id: ['{first} dan {second} tidak dapat digabung', HELP[1]],
  },
  'option-needs': {
    code: 'USAGE',
    en: ['{option} needs {other}', HELP[0]],
    id: ['{option} memerlukan {other}', HELP[1]],
  },
  'stdin-twice': {
    code: 'USAGE',
    en: ['the standard input (-) can be read once', HELP[0]],
    id: ['masukan standar (-) hanya dapat dibaca sekali', HELP[1]],
  },
  'output-is-input': {
    code: 'USAGE',
    en: ['{path} is one of the files that are read', 'Name another file for the output.'],
    id: ['{path} termasuk berkas yang dibaca', 'Sebutkan berkas lain untuk keluarannya.'],
  },
  'annotate-over-input': {
    code: 'USAGE',
    en: ['The annotated copy would replace {path}', 'Name another folder for the copies.'],
    id: ['Salinan beranotasi akan menimpa {path}', 'Sebutkan folder lain untuk salinannya.'],
  },
  'resume-without-journal': {
    code: 'USAGE',
    en: [
      '{path} is there, but not {journal}, which would say what is finished in it',
      'Remove or rename the file, or leave --skip-done out to replace it.',
    ],
    id: [
      '{path} ada, tetapi {journal}, yang mencatat apa yang sudah selesai, tidak ada',
      'Hapus atau ganti nama berkasnya, atau hilangkan --skip-done untuk menimpanya.',
    ],
  },
  'resume-other-options': {
    code: 'USAGE',
    en: [
      '{path} was begun with other options (see the first line of {journal})',
      'Give the same options, or remove both files.',
    ],
    id: [
      '{path} dimulai dengan opsi lain (lihat baris pertama {journal})',
      'Berikan opsi yang sama, atau hapus kedua berkas.',
    ],
  },
  'participant-code': {
    code: 'USAGE',
    en: [
      "'{code}' is no participant code",
      'Use a code of letters and digits such as P01, with a digit in it. Names are not stored.',
    ],
    id: [
      "'{code}' bukan kode peserta",
      'Gunakan kode huruf dan angka seperti P01, dengan sedikitnya satu angka. Nama tidak disimpan.',
    ],
  },
  'session-stimulus': {
    code: 'USAGE',
    en: ['The stimulus is wanted', 'Name what the participant sees.'],
    id: ['Stimulus diperlukan', 'Sebutkan apa yang dilihat peserta.'],
  },
  'export-range-wanted': {
    code: 'USAGE',
    en: ['--from and --to are wanted', HELP[0]],
    id: ['--from dan --to diperlukan', HELP[1]],
  },
  'export-range-order': {
    code: 'USAGE',
    en: ['--from must be before --to', HELP[0]],
    id: ['--from harus sebelum --to', HELP[1]],
  },
  'evaluate-split': {
    code: 'USAGE',
    en: ["'{value}' is no split of FER2013", HELP[0]],
    id: ["'{value}' bukan bagian FER2013", HELP[1]],
  },
  'evaluate-class': {
    code: 'USAGE',
    en: ["--classes: '{value}' is no expression", HELP[0]],
    id: ["--classes: '{value}' bukan ekspresi", HELP[1]],
  },
  'evaluate-class-order': {
    code: 'USAGE',
    en: ['--classes names each expression once, in order of the numbers', HELP[0]],
    id: ['--classes menyebut tiap ekspresi sekali, menurut urutan nomor', HELP[1]],
  },
  'evaluate-folder-option': {
    code: 'USAGE',
    en: ['{option} is for folders of pictures, {path} is a file', HELP[0]],
    id: ['{option} untuk folder gambar, {path} adalah berkas', HELP[1]],
  },
} as const satisfies ErrorEntries;
