import type { ErrorCode } from '../../core/errors.js';
import type { EventKind } from '../../core/event-table.js';

/** Codes that say no more than that something was refused: the sentence does. */
export type RefusalCode = 'USAGE' | 'ACCOUNT_REFUSED';

/** What an error code means and what to do about it. */
export const idProblems: Readonly<
  Record<Exclude<ErrorCode, RefusalCode>, readonly [string, string]>
> = {
  CONFIG_INVALID: [
    'Pengaturan ini tidak dapat diterima',
    'Perbaiki pengaturannya; sebelum itu tidak ada yang diubah.',
  ],
  CONFIG_UNREADABLE: [
    'Berkas konfigurasi tidak dapat dibaca',
    'Periksa apakah berkasnya ada dan boleh dibaca oleh ekspresi.',
  ],
  CONFIG_UNWRITABLE: [
    'Pengaturan tidak dapat ditulis',
    'Periksa disk dan izin berkasnya; tidak ada yang diubah.',
  ],
  SOURCE_MISSING: [
    'Kamera tidak ditemukan atau tidak menjawab',
    'Pasang kameranya, atau periksa alamat dan jaringannya; kamera dipakai lagi dengan sendirinya.',
  ],
  SOURCE_UNREADABLE: [
    'Kamera tidak dapat dibuka atau gambarnya tidak dapat dibaca',
    'Periksa izin (grup "video"), ukuran gambar, dan kata sandi kamera.',
  ],
  SOURCE_BUSY: [
    'Kamera sedang dipakai program lain',
    'Hentikan program itu; kamera dipakai begitu bebas.',
  ],
  SOURCE_STALLED: [
    'Kamera tidak lagi mengirim gambar',
    'Kamera dibuka ulang dengan sendirinya; bila berulang, cabut lalu pasang lagi.',
  ],
  SOURCE_STUCK: [
    'Program yang membaca kamera tidak berhenti: drivernya macet',
    'Cabut kamera lalu pasang lagi; bila tetap begitu, nyalakan ulang perangkat.',
  ],
  SOURCE_FROZEN: [
    'Kamera mengirim gambar yang sama terus-menerus',
    'Kamera dibuka ulang dengan sendirinya; bila berlanjut, cabut lalu pasang lagi.',
  ],
  SOURCE_BLACK: [
    'Kamera mengirim gambar hitam',
    'Buka penutup lensa atau nyalakan lampu; kamera dipakai lagi dengan sendirinya.',
  ],
  SOURCE_ENDED: [
    'Kamera atau alirannya berhenti',
    'Dimulai ulang dengan sendirinya; bila berulang, periksa kamera dan kabelnya.',
  ],
  FFMPEG_MISSING: [
    'Program ffmpeg tidak ditemukan',
    'Pasang (apt install ffmpeg) atau atur camera.ffmpegPath.',
  ],
  MEDIA_INVALID: [
    'Gambar atau video tidak dapat dibaca',
    'Periksa berkas atau kameranya, dan versi ffmpeg (5.1 atau lebih baru).',
  ],
  MEDIA_TOO_LARGE: ['Gambar terlalu besar', 'Mintalah gambar yang lebih kecil.'],
  CASCADE_MISSING: [
    'Berkas pendeteksi wajah tidak ada atau rusak',
    'Pasang ulang (apt install --reinstall opencv-data) atau atur inference.cascadePath.',
  ],
  MODEL_MISSING: [
    'Berkas model tidak ada atau tidak dapat dibaca',
    'Pasang ulang rilisnya, atau perbaiki inference.model.',
  ],
  MODEL_INVALID: [
    'Berkas model rusak atau tidak cocok',
    'Salin ulang seluruh folder model dari rilisnya.',
  ],
  ENGINE_UNAVAILABLE: [
    'Mesin inferensi tidak dapat dimuat di perangkat ini',
    'Atur inference.engine: auto, atau jalankan lagi `npm ci`.',
  ],
  WORKER_STALLED: [
    'Analisis tidak menjawab dan diganti',
    'Bila berulang, perangkat terlalu lambat atau terlalu panas.',
  ],
  WORKER_FAILED: [
    'Analisis berhenti dan diganti',
    'Bila berulang, `ekspresi doctor` mungkin menyebut sebabnya.',
  ],
  CLOCK_UNSET: ['Jam perangkat belum diatur', 'Aktifkan sinkronisasi waktu (timedatectl).'],
  STORE_MISSING: [
    'Tidak ada riwayat atau cadangan di sana',
    'Sebutkan folder data kios dengan --data, atau berkas cadangan yang ada.',
  ],
  STORE_UNWRITABLE: [
    'Riwayat tidak dapat ditulis',
    'Periksa apakah disk dapat ditulis dan foldernya milik ekspresi; pencatatan berlanjut dengan sendirinya.',
  ],
  STORE_CORRUPT: [
    'Basis data atau cadangan rusak',
    'Yang masih terbaca diselamatkan dengan sendirinya; periksa disk atau kartu SD.',
  ],
  STORE_LOCKED: [
    'Basis data sedang dipegang program lain',
    'Tutup program itu; pencatatan berlanjut dengan sendirinya.',
  ],
  STORE_FULL: [
    'Disk penuh',
    'Kosongkan ruang disk atau turunkan batas riwayat; pencatatan berlanjut dengan sendirinya.',
  ],
  BACKUP_UNFINISHED: [
    'Pemeriksaan atau pemulihan cadangan tidak selesai',
    'Disk sangat lambat atau rusak, atau memori kurang: jalankan `ekspresi backup check` sendiri.',
  ],
  STORE_TOO_NEW: ['Berkas ini dibuat ekspresi yang lebih baru', 'Pasang lagi versi itu.'],
  DATASET_INVALID: ['Kumpulan data tidak dapat dipakai', 'Periksa bentuk berkas atau foldernya.'],
  PORT_IN_USE: [
    'Porta halaman dipakai program lain',
    'Hentikan program itu, atau atur dashboard.port.',
  ],
  BIND_REFUSED: ['Alamat halaman tidak dapat dipakai', 'Perbaiki dashboard.host atau portanya.'],
  CERTIFICATE_UNUSABLE: [
    'Sertifikat tidak dapat dipakai',
    'Periksa dashboard.tlsCertPath dan tlsKeyPath, kecocokan keduanya, dan izinnya.',
  ],
  START_FAILED: [
    'Kios tidak dapat dijalankan',
    'Dicoba lagi setiap 20 detik; `ekspresi doctor` mungkin menyebut sebabnya.',
  ],
  OUTPUT_UNWRITABLE: ['Berkas tidak dapat ditulis', 'Periksa ruang disk dan izin folder datanya.'],
};

type Refusal = readonly [pattern: RegExp, what: string, remedy: string];

const refusals: readonly Refusal[] = [
  [
    /^A user name has 1 to 40 letters/,
    'Nama pengguna terdiri dari 1 hingga 40 huruf, angka, titik, atau garis',
    'Pilih nama lain.',
  ],
  [
    /^A password has (\d+) to (\d+) characters$/,
    'Kata sandi terdiri dari $1 hingga $2 karakter',
    'Pilih kata sandi lain.',
  ],
  [/^There is already a user (.+)$/, 'Pengguna $1 sudah ada', 'Pilih nama lain.'],
  [/^There are already (\d+) users$/, 'Sudah ada $1 pengguna', 'Hapus salah satu dahulu.'],
  [/^There are already (\d+) tokens$/, 'Sudah ada $1 token', 'Hapus salah satu dahulu.'],
  [
    /^(.+) is the last administrator$/,
    '$1 adalah administrator terakhir',
    'Buat administrator lain dahulu.',
  ],
  [/^There is no user (.*)$/, 'Tidak ada pengguna $1', ''],
  [/^Another upload is on its way$/, 'Unggahan lain sedang berjalan', 'Tunggu sampai selesai.'],
  [/^Nothing was taken over: /, 'Tidak ada yang diterima', 'Pilih berkas dan kirim lagi.'],
  [
    /^The range is not understood/,
    'Rentang tidak dipahami: harus ada awal, akhir yang lebih kemudian, dan paling lama 800 hari',
    'Tulis waktu seperti 2026-11-24T08:15.',
  ],
];

/** Refusals of forms share their codes: their sentences, and what they are about. */
export const idRefusals: Readonly<Record<RefusalCode, readonly Refusal[]>> = {
  USAGE: refusals,
  ACCOUNT_REFUSED: refusals,
};

type Details = Readonly<Record<string, unknown>>;

const deletionReasons: Readonly<Record<string, string>> = {
  age: 'lebih lama daripada masa simpan',
  'database-size': 'basis data mencapai batas ukurannya',
  'free-disk': 'disk hampir penuh',
};
const deletedRows: Readonly<Record<string, string>> = {
  observations: 'pengamatan',
  faces: 'wajah',
  minutes: 'jumlahan per menit',
  hours: 'jumlahan per jam',
  events: 'kejadian',
};

const minuteUtc = (atMs: unknown) =>
  new Date(Number(atMs)).toISOString().slice(0, 16).replace('T', ' ');

/**
 * What happened, by kind: a sentence, or one made of the facts that the event carries. Where the
 * facts have an error code, what that means is added to the sentence.
 */
export const idEvents: Readonly<Record<EventKind, string | ((facts: Details) => string)>> = {
  'source-lost': 'Kamera tidak mengirim gambar',
  'source-running': ({ source }) => `Gambar datang dari ${source}`,
  'source-ended': ({ source }) => `${source} telah selesai`,
  'source-unsteady': ({ source }) =>
    `${source} berulang kali hilang dan kembali. Coba kabel lain, atau hub dengan catu daya.`,
  'too-dark': 'Terlalu gelap untuk melihat wajah. Nyalakan lampu, atau buka penutup lensa.',
  'light-is-back': 'Cahaya sudah cukup lagi',
  'too-hot': ({ celsius }) =>
    `Suhu perangkat ${celsius} °C: lebih sedikit bingkai dianalisis. Beri udara.`,
  'cooled-down': 'Perangkat sudah dingin: setiap bingkai dianalisis lagi',
  'worker-restarting': 'Analisis dimulai ulang',
  'worker-failed': 'Analisis gagal',
  'run-interrupted': ({ faces }) =>
    `Sesi sebelumnya berakhir tanpa pemberitahuan, dengan ${faces} wajah terlihat`,
  'store-resumed': 'Riwayat sempat tidak dapat ditulis',
  'history-deleted': ({ rows, what, fromMs, toMs, reason }) =>
    `Dihapus ${rows} ${deletedRows[String(what)]} dari ${minuteUtc(fromMs)} hingga ` +
    `${minuteUtc(toMs)} UTC: ${deletionReasons[String(reason)]}`,
  'database-vanished': ({ path }) => `${path} dihapus atau diganti program lain; yang baru dimulai`,
  'database-set-aside': ({ setAsidePath }) =>
    `Basis data rusak dan disisihkan sebagai ${setAsidePath}; yang baru dimulai`,
  'set-aside-removed': ({ path, megabytes }) =>
    `${path} (${megabytes} MB), riwayat yang pernah disisihkan, dihapus: disk hampir penuh`,
  'accounts-set-aside': ({ path, users }) =>
    `Akun rusak dan disisihkan sebagai ${path}; ${users} orang yang boleh masuk terselamatkan`,
  'backup-failed': 'Cadangan tidak dapat dibuat',
  'backup-skipped': 'Tidak ada ruang di disk untuk cadangan harian',
};
