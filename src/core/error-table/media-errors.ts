import type { ErrorEntries } from './error-entry.js';

const WHOLE_FILE = [
  'Give a whole picture (JPEG, PNG, WebP, BMP, GIF, TIFF) or video (MP4, WebM, MKV, AVI, MOV).',
  'Berikan gambar utuh (JPEG, PNG, WebP, BMP, GIF, TIFF) atau video (MP4, WebM, MKV, AVI, MOV).',
] as const;
const FER_CSV = [
  'Use the official fer2013.csv (emotion,pixels,Usage) or folders named after the classes.',
  'Gunakan fer2013.csv resmi (emotion,pixels,Usage) atau folder yang dinamai menurut kelasnya.',
] as const;
const LAYOUT = [
  'Lay the pictures out as DIR/<class>/*.jpg with the classes {classes}.',
  'Susun gambar sebagai DIR/<kelas>/*.jpg dengan kelas {classes}.',
] as const;
const NAMED_FOLDERS = [
  'Leave --classes out where the folders have names.',
  'Hilangkan --classes bila foldernya bernama.',
] as const;

/** Files that are read once, and data sets. */
export const mediaErrors = {
  'file-missing': {
    code: 'SOURCE_MISSING',
    en: ['{path} does not exist', 'Check the path for a spelling mistake.'],
    id: ['{path} tidak ada', 'Periksa penulisan letaknya.'],
  },
  'file-closed': {
    code: 'SOURCE_UNREADABLE',
    en: [
      '{path} cannot be opened ({reason})',
      'Check the permissions of the file and of its folders.',
    ],
    id: ['{path} tidak dapat dibuka ({reason})', 'Periksa izin berkas dan folder-foldernya.'],
  },
  'media-unreadable': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: {reason}', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: {reason}', WHOLE_FILE[1]],
  },
  'media-undecodable': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: ffmpeg could not decode it', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: ffmpeg tidak dapat menguraikannya', WHOLE_FILE[1]],
  },
  'media-empty': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: it is empty (0 bytes)', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: berkasnya kosong (0 bita)', WHOLE_FILE[1]],
  },
  'media-folder': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: it is a folder', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: itu sebuah folder', WHOLE_FILE[1]],
  },
  'media-irregular': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: it is not a regular file', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: itu bukan berkas biasa', WHOLE_FILE[1]],
  },
  'media-foreign-kind': {
    code: 'MEDIA_INVALID',
    en: [
      '{path} cannot be read: it is of a kind that is not supported, {kind}',
      'Convert it first, for example with `{convert}`.',
    ],
    id: [
      '{path} tidak dapat dibaca: jenisnya tidak didukung, {kind}',
      'Ubah dahulu jenisnya, misalnya dengan `{convert}`.',
    ],
  },
  'media-without-decoder': {
    code: 'MEDIA_INVALID',
    en: [
      '{path} cannot be read: it is {kind}, and this ffmpeg has no decoder for that',
      'Convert it first, for example with `magick IN OUT.jpg`, or install an ffmpeg with the decoder.',
    ],
    id: [
      '{path} tidak dapat dibaca: itu {kind}, dan ffmpeg ini tidak dapat menguraikannya',
      'Ubah dahulu jenisnya, misalnya dengan `magick IN OUT.jpg`, atau pasang ffmpeg yang mampu.',
    ],
  },
  'media-damaged-picture': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: it is {kind}, cut short or damaged', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: itu {kind}, terpotong atau rusak', WHOLE_FILE[1]],
  },
  'media-ends-early': {
    code: 'MEDIA_INVALID',
    en: [
      '{path} ends early: {frames} of {expected} frames',
      'What was read counts. Copy the film again from where it was recorded if the rest is wanted.',
    ],
    id: [
      '{path} berakhir terlalu dini: {frames} dari {expected} bingkai',
      'Yang sudah dibaca tetap dihitung. Salin lagi filmnya dari asalnya bila sisanya diperlukan.',
    ],
  },
  'media-last-frame-cut': {
    code: 'MEDIA_INVALID',
    en: [
      '{path} ends early: it is cut within its last frame, after {frames} frames',
      'What was read counts. Copy the film again from where it was recorded if the rest is wanted.',
    ],
    id: [
      '{path} berakhir terlalu dini: terpotong di bingkai terakhirnya, sesudah {frames} bingkai',
      'Yang sudah dibaca tetap dihitung. Salin lagi filmnya dari asalnya bila sisanya diperlukan.',
    ],
  },
  'media-unknown-format': {
    code: 'MEDIA_INVALID',
    en: [
      '{path} cannot be read: it is neither a picture nor a video of a known kind',
      WHOLE_FILE[0],
    ],
    id: ['{path} tidak dapat dibaca: itu bukan gambar atau video yang dikenal', WHOLE_FILE[1]],
  },
  'media-without-frames': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: it holds no video frames', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: tidak berisi bingkai video', WHOLE_FILE[1]],
  },
  'media-without-picture': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: it holds no picture', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: tidak berisi gambar', WHOLE_FILE[1]],
  },
  'media-truncated': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: it is cut short or damaged', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: terpotong atau rusak', WHOLE_FILE[1]],
  },
  'media-is-picture': {
    code: 'MEDIA_INVALID',
    en: [
      '{path} cannot be read: it is a picture, not a video (see "ekspresi analyze")',
      WHOLE_FILE[0],
    ],
    id: [
      '{path} tidak dapat dibaca: itu gambar, bukan video (lihat "ekspresi analyze")',
      WHOLE_FILE[1],
    ],
  },
  'media-probe-timeout': {
    code: 'MEDIA_INVALID',
    en: ['{path} cannot be read: ffprobe gave up after {seconds} s', WHOLE_FILE[0]],
    id: ['{path} tidak dapat dibaca: ffprobe menyerah setelah {seconds} detik', WHOLE_FILE[1]],
  },
  'media-too-large': {
    code: 'MEDIA_TOO_LARGE',
    en: [
      '{path} has {size} pixels, more than the {megapixels} million that are read',
      'Scale the picture down and try again.',
    ],
    id: [
      '{path} berukuran {size} piksel, lebih dari {megapixels} juta yang dibaca',
      'Perkecil gambarnya, lalu coba lagi.',
    ],
  },
  'folder-without-media': {
    code: 'MEDIA_INVALID',
    en: [
      '{path} holds no picture and no video',
      'Hidden files do not count. Name the files themselves if they have other names.',
    ],
    id: [
      '{path} tidak berisi gambar atau video',
      'Berkas tersembunyi tidak dihitung. Sebutkan berkasnya sendiri bila namanya lain.',
    ],
  },
  'folder-closed': {
    code: 'SOURCE_UNREADABLE',
    en: ['The folder {path} cannot be opened ({reason})', 'Check its permissions.'],
    id: ['Folder {path} tidak dapat dibuka ({reason})', 'Periksa izinnya.'],
  },
  'pattern-without-match': {
    code: 'SOURCE_MISSING',
    en: ['Nothing matches {pattern}', 'Check the pattern: `**` is any folder, `*` any name.'],
    id: ['Tidak ada yang cocok dengan {pattern}', 'Periksa polanya: `**` folder mana pun.'],
  },
  'input-too-large': {
    code: 'MEDIA_TOO_LARGE',
    en: [
      'The standard input has more than {gigabytes} GiB',
      'Put it into a file and name the file.',
    ],
    id: ['Masukan standar lebih dari {gigabytes} GiB', 'Simpan sebagai berkas dan sebutkan.'],
  },
  'inputs-too-many': {
    code: 'USAGE',
    en: ['More than {most} files are named', 'Name fewer at a time.'],
    id: ['Lebih dari {most} berkas disebutkan', 'Sebutkan lebih sedikit sekaligus.'],
  },
  'film-busy': {
    code: 'USAGE',
    en: ['Another film is being analysed', 'Wait until it is done.'],
    id: ['Film lain sedang dianalisis', 'Tunggu hingga selesai.'],
  },
  'film-too-large': {
    code: 'MEDIA_TOO_LARGE',
    en: [
      'The film is larger than {megabytes} MB, which is what fits',
      'Make it smaller, or analyse it with `ekspresi session` on a computer.',
    ],
    id: [
      'Film lebih besar dari {megabytes} MB, batas yang muat',
      'Perkecil filmnya, atau analisis dengan `ekspresi session` di komputer.',
    ],
  },
  'film-failed': {
    code: 'MEDIA_INVALID',
    en: ['The film could not be analysed: {reason}', 'Upload a whole video.'],
    id: ['Film tidak dapat dianalisis: {reason}', 'Unggah video yang utuh.'],
  },
  'recordings-full': {
    code: 'USAGE',
    en: ['There are {most} recordings already', 'Remove some first.'],
    id: ['Sudah ada {most} rekaman', 'Hapus sebagian dahulu.'],
  },
  'session-without-face': {
    code: 'FACE_MISSING',
    en: [
      '{path}: no face was found in {frames} frames',
      'Look whether faces are turned to the camera and at least 24 pixels wide.',
    ],
    id: [
      '{path}: tidak ada wajah ditemukan dalam {frames} bingkai',
      'Periksa apakah wajah menghadap kamera dan lebarnya sedikitnya 24 piksel.',
    ],
  },
  'session-too-long': {
    code: 'MEDIA_TOO_LARGE',
    en: [
      '{path} shows more than {most} faces in its frames together',
      'Analyse fewer frames with --every, or cut the film.',
    ],
    id: [
      '{path} memuat lebih dari {most} wajah di semua bingkainya',
      'Analisis lebih sedikit bingkai dengan --every, atau potong filmnya.',
    ],
  },
  'markers-head': {
    code: 'DATASET_INVALID',
    en: [
      '{path} is no file of markers',
      'Give a CSV whose first line names start, end and name, or subtitles (SRT, WebVTT).',
    ],
    id: [
      '{path} bukan berkas penanda',
      'Berikan CSV yang baris pertamanya menyebut start, end dan name, atau SRT/WebVTT.',
    ],
  },
  'markers-wrong': {
    code: 'DATASET_INVALID',
    en: [
      '{path}, line {line}: {reason:markerLine} (wrong lines: {count})',
      'Correct them, or leave them out with --skip-wrong.',
    ],
    id: [
      '{path}, baris {line}: {reason:markerLine} (baris yang salah: {count})',
      'Perbaiki, atau lewati dengan --skip-wrong.',
    ],
  },
  'marker-left-out': {
    code: 'DATASET_INVALID',
    en: ['{path}, line {line} is left out: {reason:markerLine}', 'Correct it to have it.'],
    id: ['{path}, baris {line} dilewati: {reason:markerLine}', 'Perbaiki bila diperlukan.'],
  },
  'markers-too-many': {
    code: 'DATASET_INVALID',
    en: ['{path} has more than {most} markers', 'Give fewer.'],
    id: ['{path} punya lebih dari {most} penanda', 'Berikan lebih sedikit.'],
  },
  'picture-too-large': {
    code: 'MEDIA_TOO_LARGE',
    en: [
      'the picture has {width}×{height} pixels, more than expected',
      'Ask for a smaller picture.',
    ],
    id: [
      'gambar berukuran {width}×{height} piksel, lebih dari yang diharapkan',
      'Mintalah gambar yang lebih kecil.',
    ],
  },
  'ffmpeg-output-invalid': {
    code: 'MEDIA_INVALID',
    en: [
      'ffmpeg delivered something other than gray pictures',
      'Check that the configured ffmpeg is version 5.1 or later.',
    ],
    id: [
      'ffmpeg memberi sesuatu yang bukan gambar abu-abu',
      'Periksa apakah ffmpeg yang diatur versi 5.1 atau lebih baru.',
    ],
  },
  'dataset-empty': {
    code: 'DATASET_INVALID',
    en: ['{path} holds no image that can be read{notes}', 'Check the path and the split.'],
    id: [
      '{path} tidak berisi gambar yang dapat dibaca{notes}',
      'Periksa letak dan bagiannya (--split).',
    ],
  },
  'dataset-split-empty': {
    code: 'DATASET_INVALID',
    en: [
      '{path} holds no image of {split} that can be read{notes}',
      'Check the path and the split.',
    ],
    id: [
      '{path} tidak berisi gambar {split} yang dapat dibaca{notes}',
      'Periksa letak dan bagiannya (--split).',
    ],
  },
  'dataset-folder-closed': {
    code: 'DATASET_INVALID',
    en: ['The folder {path} cannot be read ({reason})', 'Check its permissions.'],
    id: ['Folder {path} tidak dapat dibaca ({reason})', 'Periksa izinnya.'],
  },
  'dataset-unreadable': {
    code: 'DATASET_INVALID',
    en: ['{path} cannot be read', 'Name a file or folder.'],
    id: ['{path} tidak dapat dibaca', 'Sebutkan berkas atau folder.'],
  },
  'dataset-csv-size': {
    code: 'DATASET_INVALID',
    en: [
      '{path} holds faces of 48×48 pixels, the model reads {width}×{height}',
      'Evaluate this model on a folder of pictures.',
    ],
    id: [
      '{path} berisi wajah 48×48 piksel, modelnya membaca {width}×{height}',
      'Uji model ini dengan folder gambar.',
    ],
  },
  'dataset-crop-size': {
    code: 'DATASET_INVALID',
    en: [
      'Faces are cut as 48×48 pixels, the model reads {width}×{height}',
      'Evaluate this model on cut faces, without --crop face.',
    ],
    id: [
      'Wajah dipotong 48×48 piksel, modelnya membaca {width}×{height}',
      'Uji model ini dengan wajah yang sudah dipotong, tanpa --crop face.',
    ],
  },
  'dataset-named-folders-missing': {
    code: 'DATASET_INVALID',
    en: ['{path} has no folders named after the seven expressions', LAYOUT[0]],
    id: ['{path} tidak punya folder yang dinamai menurut tujuh ekspresi', LAYOUT[1]],
  },
  'dataset-named-folders-missing-for-split': {
    code: 'DATASET_INVALID',
    en: ['{path} has no folders named after the seven expressions for {split}', LAYOUT[0]],
    id: ['{path} tidak punya folder menurut tujuh ekspresi untuk {split}', LAYOUT[1]],
  },
  'dataset-numbered-folders-missing': {
    code: 'DATASET_INVALID',
    en: ['{path} has no numbered folders', NAMED_FOLDERS[0]],
    id: ['{path} tidak punya folder bernomor', NAMED_FOLDERS[1]],
  },
  'dataset-numbered-folders-missing-for-split': {
    code: 'DATASET_INVALID',
    en: ['{path} has no numbered folders for {split}', NAMED_FOLDERS[0]],
    id: ['{path} tidak punya folder bernomor untuk {split}', NAMED_FOLDERS[1]],
  },
  'dataset-class-count': {
    code: 'DATASET_INVALID',
    en: [
      '{path} has {count} numbered folders, --classes names {named}',
      'Name all of them in order of their numbers, with {leftOut} for one that is left out.',
    ],
    id: [
      '{path} punya {count} folder bernomor, --classes menyebut {named}',
      'Sebutkan semuanya menurut urutan nomor, dengan {leftOut} untuk yang dilewati.',
    ],
  },
  'dataset-class-numbers': {
    code: 'DATASET_INVALID',
    en: [
      "{path} has folders numbered {first} to {last}, FER2013's numbers are {expected}",
      'Name the folders after the expressions, or tell their order with --classes.',
    ],
    id: [
      '{path} punya folder bernomor {first} hingga {last}, nomor FER2013 adalah {expected}',
      'Namai folder menurut ekspresi, atau sebutkan urutannya dengan --classes.',
    ],
  },
  'csv-column-missing': {
    code: 'DATASET_INVALID',
    en: [
      '{where}: there is no column Usage that would tell {split} from the rest',
      'Evaluate every row without --split, or use the official fer2013.csv.',
    ],
    id: [
      '{where}: tidak ada kolom Usage yang membedakan {split} dari yang lain',
      'Uji semua baris tanpa --split, atau gunakan fer2013.csv resmi.',
    ],
  },
  'csv-row-too-long': {
    code: 'DATASET_INVALID',
    en: ['{where}: the row is too long', FER_CSV[0]],
    id: ['{where}: barisnya terlalu panjang', FER_CSV[1]],
  },
  'csv-empty': {
    code: 'DATASET_INVALID',
    en: ['{where}: the file is empty', FER_CSV[0]],
    id: ['{where}: berkasnya kosong', FER_CSV[1]],
  },
  'csv-header': {
    code: 'DATASET_INVALID',
    en: ['{where}: the first line must name the columns emotion,pixels,Usage', FER_CSV[0]],
    id: ['{where}: baris pertama harus menyebut kolom emotion,pixels,Usage', FER_CSV[1]],
  },
  'csv-split': {
    code: 'DATASET_INVALID',
    en: ["{where}: '{value}' is no split of FER2013", FER_CSV[0]],
    id: ["{where}: '{value}' bukan bagian FER2013", FER_CSV[1]],
  },
  'csv-label': {
    code: 'DATASET_INVALID',
    en: ["{where}: the label is 0 to 6, not '{value}'", FER_CSV[0]],
    id: ["{where}: labelnya 0 hingga 6, bukan '{value}'", FER_CSV[1]],
  },
  'csv-pixel-count': {
    code: 'DATASET_INVALID',
    en: ['{where}: a face has {expected} pixels, this one {count}', FER_CSV[0]],
    id: ['{where}: satu wajah punya {expected} piksel, yang ini {count}', FER_CSV[1]],
  },
  'csv-pixel': {
    code: 'DATASET_INVALID',
    en: ["{where}: a pixel is 0 to 255, not '{value}'", FER_CSV[0]],
    id: ["{where}: satu piksel bernilai 0 hingga 255, bukan '{value}'", FER_CSV[1]],
  },
  'csv-unreadable': {
    code: 'DATASET_INVALID',
    en: [
      '{path} cannot be read: {reason}',
      'Name a readable CSV file; a gzipped one must be whole.',
    ],
    id: [
      '{path} tidak dapat dibaca: {reason}',
      'Sebutkan berkas CSV yang dapat dibaca; yang ter-gzip harus utuh.',
    ],
  },
} as const satisfies ErrorEntries;
