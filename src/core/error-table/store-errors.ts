import type { ErrorEntries } from './error-entry.js';

const NAME_DATA_FOLDER = [
  'Name the data folder of the daemon with --data; `ekspresi config show` shows store.dataDir.',
  'Sebutkan folder data daemon dengan --data; `ekspresi config show` menampilkan store.dataDir.',
] as const;
const UNTOUCHED = [
  'Use another backup; the history in place was not touched.',
  'Gunakan cadangan lain; riwayat yang dipakai tidak disentuh.',
] as const;
const NEWER_VERSION = [
  'Install the newer version again, or start with an empty data folder.',
  'Pasang lagi versi yang lebih baru, atau mulai dengan folder data kosong.',
] as const;

/** History, backups and the data folder. */
export const storeErrors = {
  'history-missing': {
    code: 'STORE_MISSING',
    en: ['There is no history in {folder}', NAME_DATA_FOLDER[0]],
    id: ['Tidak ada riwayat di {folder}', NAME_DATA_FOLDER[1]],
  },
  'data-folder-closed': {
    code: 'STORE_MISSING',
    en: [
      'The data folder {folder} is closed to you',
      'Run this as the user that owns it, on an installed box `sudo -u ekspresi ekspresi …`.',
    ],
    id: [
      'Folder data {folder} tertutup bagi Anda',
      'Jalankan sebagai pemiliknya, di perangkat terpasang `sudo -u ekspresi ekspresi …`.',
    ],
  },
  'data-folder-unwritable': {
    code: 'STORE_UNWRITABLE',
    en: [
      'The data folder {folder} cannot be written: {reason}',
      'Give a folder that the user of ekspresi owns (--data), or correct its permissions.',
    ],
    id: [
      'Folder data {folder} tidak dapat ditulis: {reason}',
      'Berikan folder milik pengguna ekspresi (--data), atau perbaiki izinnya.',
    ],
  },
  'data-folder-on-network': {
    code: 'STORE_UNWRITABLE',
    en: [
      'The data folder {folder} lies on a network file system ({fileSystem}), where a database would be damaged',
      'Give a folder on a local disk (--data); copy backups to the network instead.',
    ],
    id: [
      'Folder data {folder} ada di sistem berkas jaringan ({fileSystem}); basis data akan rusak di sana',
      'Berikan folder di disk lokal (--data); salin cadangan saja ke jaringan.',
    ],
  },
  'data-folder-in-use': {
    code: 'STORE_LOCKED',
    en: [
      'The data folder {folder} is in use by another ekspresi',
      'Stop that one first (systemctl stop ekspresi), or give another folder (--data).',
    ],
    id: [
      'Folder data {folder} sedang dipakai ekspresi lain',
      'Hentikan yang itu dahulu (systemctl stop ekspresi), atau berikan folder lain (--data).',
    ],
  },
  'data-folder-in-use-by': {
    code: 'STORE_LOCKED',
    en: [
      'The data folder {folder} is in use by another ekspresi (process {pid})',
      'Stop that one first (systemctl stop ekspresi), or give another folder (--data).',
    ],
    id: [
      'Folder data {folder} sedang dipakai ekspresi lain (proses {pid})',
      'Hentikan yang itu dahulu (systemctl stop ekspresi), atau berikan folder lain (--data).',
    ],
  },
  'history-not-open': {
    code: 'STORE_UNWRITABLE',
    en: [
      '{path}: the history is not open at the moment',
      'See the status of the store; it is opened again by itself.',
    ],
    id: [
      '{path}: riwayat sedang tidak terbuka',
      'Lihat status penyimpanan; dibuka lagi dengan sendirinya.',
    ],
  },
  'history-closed': {
    code: 'STORE_UNWRITABLE',
    en: ['The history is closed', 'Ekspresi is stopping; start it again.'],
    id: ['Riwayat sudah ditutup', 'Ekspresi sedang berhenti; jalankan lagi.'],
  },
  'history-disk-full': {
    code: 'STORE_FULL',
    en: [
      '{path}: the disk or the database is full ({reason})',
      'Free some disk space or lower store.retention; recording resumes by itself.',
    ],
    id: [
      '{path}: disk atau basis data penuh ({reason})',
      'Kosongkan ruang disk atau turunkan store.retention; pencatatan berlanjut dengan sendirinya.',
    ],
  },
  'history-corrupt': {
    code: 'STORE_CORRUPT',
    en: [
      '{path}: the file is damaged ({reason})',
      'It is set aside and a new one begun at the next start; check the disk or SD card.',
    ],
    id: [
      '{path}: berkasnya rusak ({reason})',
      'Berkas itu disisihkan dan yang baru dimulai pada awal berikutnya; periksa disk atau kartu SD.',
    ],
  },
  'history-busy': {
    code: 'STORE_LOCKED',
    en: [
      '{path}: another program holds the database ({reason})',
      'Close the program that has it open for writing; recording resumes by itself.',
    ],
    id: [
      '{path}: program lain memegang basis data ({reason})',
      'Tutup program yang membukanya untuk menulis; pencatatan berlanjut dengan sendirinya.',
    ],
  },
  'history-unwritable': {
    code: 'STORE_UNWRITABLE',
    en: [
      '{path}: cannot be written ({reason})',
      'Check that the disk is mounted read-write and that the user of ekspresi owns the folder; recording resumes by itself.',
    ],
    id: [
      '{path}: tidak dapat ditulis ({reason})',
      'Periksa apakah disk dapat ditulis dan foldernya milik pengguna ekspresi; pencatatan berlanjut dengan sendirinya.',
    ],
  },
  'analysis-not-stored': {
    code: 'STORE_UNWRITABLE',
    en: [
      '{folder}: not all results could be written: {reason}',
      'Free disk space or correct the permissions, then analyse the files again into another folder.',
    ],
    id: [
      '{folder}: tidak semua hasil dapat ditulis: {reason}',
      'Kosongkan ruang disk atau perbaiki izinnya, lalu analisis lagi berkas-berkasnya ke folder lain.',
    ],
  },
  'history-check-failed': {
    code: 'STORE_CORRUPT',
    en: [
      '{path} is damaged: {complaint}',
      'Start the daemon: it sets the file aside and saves what it can; or restore a backup (`ekspresi backup restore`).',
    ],
    id: [
      '{path} rusak: {complaint}',
      'Jalankan daemon: berkas disisihkan dan yang terbaca diselamatkan; atau pulihkan cadangan (`ekspresi backup restore`).',
    ],
  },
  'history-too-new': {
    code: 'STORE_TOO_NEW',
    en: [
      '{path} was written by a newer ekspresi (schema {version}, this program knows {known})',
      NEWER_VERSION[0],
    ],
    id: [
      '{path} ditulis ekspresi yang lebih baru (skema {version}, program ini mengenal {known})',
      NEWER_VERSION[1],
    ],
  },
  'export-schema-mismatch': {
    code: 'STORE_TOO_NEW',
    en: [
      '{path} has schema {version}, this program reads {known}',
      'Export with the version of ekspresi that writes it, or start this one once to bring it up to date.',
    ],
    id: [
      '{path} berskema {version}, program ini membaca {known}',
      'Ekspor dengan versi ekspresi yang menulisnya, atau jalankan yang ini sekali agar diperbarui.',
    ],
  },
  'recovery-without-room': {
    code: 'STORE_FULL',
    en: [
      '{path} is damaged, and the disk has no room for what can be saved of it',
      'Free {megabytes} MB of disk space or more; it is then recovered by itself.',
    ],
    id: [
      '{path} rusak, dan disk tidak punya ruang untuk menyelamatkan isinya',
      'Kosongkan {megabytes} MB ruang disk atau lebih; lalu dipulihkan dengan sendirinya.',
    ],
  },
  'disk-nearly-full': {
    code: 'STORE_FULL',
    en: [
      '{gibibytes} GiB free at {folder}',
      'Free some space, or move store.dataDir to a larger disk.',
    ],
    id: [
      '{gibibytes} GiB bebas di {folder}',
      'Kosongkan ruang, atau pindahkan store.dataDir ke disk yang lebih besar.',
    ],
  },
  'backup-missing': {
    code: 'STORE_MISSING',
    en: [
      'There is no backup {name}, or its folder is closed to this user',
      'Name the file of a backup, such as those in `backups/` of the data folder.',
    ],
    id: [
      'Tidak ada cadangan {name}, atau foldernya tertutup bagi pengguna ini',
      'Sebutkan berkas cadangan, misalnya yang ada di `backups/` dalam folder data.',
    ],
  },
  'backup-unsound': {
    code: 'STORE_CORRUPT',
    en: ['The backup {name} is not sound: {complaint}', UNTOUCHED[0]],
    id: ['Cadangan {name} tidak utuh: {complaint}', UNTOUCHED[1]],
  },
  'backup-too-new': {
    code: 'STORE_TOO_NEW',
    en: [
      'The backup {name} was written by a newer ekspresi (schema {version})',
      'Install the newer version first; the history in place was not touched.',
    ],
    id: [
      'Cadangan {name} ditulis ekspresi yang lebih baru (skema {version})',
      'Pasang versi yang lebih baru dahulu; riwayat yang dipakai tidak disentuh.',
    ],
  },
  'backup-not-kept': {
    code: 'STORE_CORRUPT',
    en: [
      'No backup of {path} was kept. {found}',
      'The history or the disk is damaged: run `ekspresi doctor`. The newest backup was left as it is.',
    ],
    id: [
      'Cadangan {path} tidak disimpan. {found}',
      'Riwayat atau disk rusak: jalankan `ekspresi doctor`. Cadangan terbaru dibiarkan.',
    ],
  },
  'backup-unwritable': {
    code: 'OUTPUT_UNWRITABLE',
    en: [
      'No backup could be written to {path}: {reason}',
      'Check that the folder exists, is writable and has room for the whole database.',
    ],
    id: [
      'Cadangan tidak dapat ditulis ke {path}: {reason}',
      'Periksa apakah foldernya ada, dapat ditulis, dan cukup untuk seluruh basis data.',
    ],
  },
  'backup-target-is-history': {
    code: 'OUTPUT_UNWRITABLE',
    en: ['{path} is the history itself', 'Name a new file, or an older backup to be replaced.'],
    id: ['{path} adalah riwayat itu sendiri', 'Sebutkan berkas baru, atau cadangan lama.'],
  },
  'backup-target-is-foreign': {
    code: 'OUTPUT_UNWRITABLE',
    en: [
      '{path} is no file that a backup could replace',
      'Name a new file, or an older backup to be replaced.',
    ],
    id: [
      '{path} bukan berkas yang boleh diganti cadangan',
      'Sebutkan berkas baru, atau cadangan lama.',
    ],
  },
  'backup-not-copied': {
    code: 'STORE_UNWRITABLE',
    en: [
      'The backup {from} could not be copied to {to}: {reason}',
      'Check the path of the backup and the room on the disk.',
    ],
    id: [
      'Cadangan {from} tidak dapat disalin ke {to}: {reason}',
      'Periksa letak cadangan dan ruang disk.',
    ],
  },
  'backup-unfinished': {
    code: 'BACKUP_UNFINISHED',
    en: [
      'ekspresi backup {action} did not come to its end: {reason}',
      'The disk is very slow or dying, or the memory is short: run the command by hand.',
    ],
    id: [
      'ekspresi backup {action} tidak selesai: {reason}',
      'Disk sangat lambat atau rusak, atau memori kurang: jalankan perintahnya sendiri.',
    ],
  },
  'backup-out-of-time': {
    code: 'BACKUP_UNFINISHED',
    en: [
      'ekspresi backup {action} did not come to its end: its process was ended, at the latest after {minutes} minutes',
      'The disk is very slow or dying, or the memory is short: run the command by hand.',
    ],
    id: [
      'ekspresi backup {action} tidak selesai: prosesnya dihentikan, paling lambat setelah {minutes} menit',
      'Disk sangat lambat atau rusak, atau memori kurang: jalankan perintahnya sendiri.',
    ],
  },
  'upload-too-large': {
    code: 'STORE_FULL',
    en: [
      'The file is larger than the {megabytes} MB that there is room for',
      'Free some disk space, or restore it with `ekspresi backup restore` from another disk.',
    ],
    id: [
      'Berkas lebih besar dari {megabytes} MB yang tersedia',
      'Kosongkan ruang disk, atau pulihkan dengan `ekspresi backup restore` dari disk lain.',
    ],
  },
  'upload-unwritable': {
    code: 'OUTPUT_UNWRITABLE',
    en: [
      'The uploaded file cannot be written: {reason}',
      'Check the room and the permissions of the data folder.',
    ],
    id: [
      'Berkas unggahan tidak dapat ditulis: {reason}',
      'Periksa ruang disk dan izin folder datanya.',
    ],
  },
  'file-unwritable': {
    code: 'OUTPUT_UNWRITABLE',
    en: [
      '{path} cannot be written: {reason}',
      'Check the room and the permissions of the data folder.',
    ],
    id: ['{path} tidak dapat ditulis: {reason}', 'Periksa ruang disk dan izin folder datanya.'],
  },
  'output-unwritable': {
    code: 'OUTPUT_UNWRITABLE',
    en: [
      '{path} cannot be written: {reason}',
      'Name a file in a folder that exists, is writable and has space.',
    ],
    id: [
      '{path} tidak dapat ditulis: {reason}',
      'Sebutkan berkas di folder yang ada, dapat ditulis, dan cukup ruangnya.',
    ],
  },
  'query-range': {
    code: 'USAGE',
    en: ['not a range of time: {from} to {to}', 'Correct the request.'],
    id: ['bukan rentang waktu: {from} hingga {to}', 'Perbaiki permintaannya.'],
  },
  'query-row-count': {
    code: 'USAGE',
    en: ['not a number of rows between 1 and {largest}: {count}', 'Correct the request.'],
    id: ['bukan jumlah baris antara 1 dan {largest}: {count}', 'Perbaiki permintaannya.'],
  },
  'query-cursor': {
    code: 'USAGE',
    en: ['not a cursor: {cursor}', 'Correct the request.'],
    id: ['bukan penunjuk halaman: {cursor}', 'Perbaiki permintaannya.'],
  },
} as const satisfies ErrorEntries;
