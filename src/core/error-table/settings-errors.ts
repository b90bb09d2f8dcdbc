import type { ErrorEntries } from './error-entry.js';

const OTHER_NAME = ['Choose another name.', 'Pilih nama lain.'] as const;
const REMOVE_ONE = ['Remove one first.', 'Hapus salah satu dahulu.'] as const;
const SEND_AGAIN = ['Choose a file and send it again.', 'Pilih berkas dan kirim lagi.'] as const;
const CORRECT_FILE = [
  'Correct the file; `ekspresi config check {path}` lists every problem.',
  'Perbaiki berkasnya; `ekspresi config check {path}` menyebut semua masalah.',
] as const;

/** Configuration, start, pages, and who may sign in. */
export const settingsErrors = {
  'config-invalid': {
    code: 'CONFIG_INVALID',
    en: ['Wrong configuration {path}: {problem}', CORRECT_FILE[0]],
    id: ['Konfigurasi {path} salah: {problem}', CORRECT_FILE[1]],
  },
  'config-invalid-more': {
    code: 'CONFIG_INVALID',
    en: ['Wrong configuration {path}: {problem}, and {more} more', CORRECT_FILE[0]],
    id: ['Konfigurasi {path} salah: {problem}, dan {more} lagi', CORRECT_FILE[1]],
  },
  'config-problems': {
    code: 'CONFIG_INVALID',
    en: [
      '{path} is wrong: {problems}',
      'Correct these lines; a running ekspresi takes the file by itself. The checks below leave the wrong settings out.',
    ],
    id: [
      '{path} salah: {problems}',
      'Perbaiki baris-baris ini; ekspresi yang berjalan memakainya dengan sendirinya. Pemeriksaan di bawah melewati pengaturan yang salah.',
    ],
  },
  'config-problems-more': {
    code: 'CONFIG_INVALID',
    en: [
      '{path} is wrong: {problems}; and {more} more',
      'Correct these lines; a running ekspresi takes the file by itself. The checks below leave the wrong settings out.',
    ],
    id: [
      '{path} salah: {problems}; dan {more} lagi',
      'Perbaiki baris-baris ini; ekspresi yang berjalan memakainya dengan sendirinya. Pemeriksaan di bawah melewati pengaturan yang salah.',
    ],
  },
  'config-file-wrong': {
    code: 'CONFIG_INVALID',
    en: ['{path} is wrong: {problem}', 'Correct the file first; nothing was changed.'],
    id: ['{path} salah: {problem}', 'Perbaiki berkasnya dahulu; tidak ada yang diubah.'],
  },
  'setting-refused': {
    code: 'CONFIG_INVALID',
    en: ['{setting}: {problem}', 'Nothing was changed.'],
    id: ['Pengaturan ini tidak dapat diterima ({setting}: {problem})', 'Tidak ada yang diubah.'],
  },
  'config-section-alias': {
    code: 'CONFIG_INVALID',
    en: [
      '{section} refers to another part of the configuration and is not changed from here',
      'Write the section out in the file, or change it there.',
    ],
    id: [
      '{section} merujuk bagian lain konfigurasi dan tidak diubah dari sini',
      'Tuliskan bagian itu di berkasnya, atau ubah di sana.',
    ],
  },
  'config-not-changeable': {
    code: 'CONFIG_INVALID',
    en: [
      '{path} cannot be changed from here without changing more than that',
      'Change the setting in the file and reload (systemctl reload ekspresi).',
    ],
    id: [
      '{path} tidak dapat diubah dari sini tanpa mengubah hal lain',
      'Ubah pengaturan di berkasnya, lalu muat ulang (systemctl reload ekspresi).',
    ],
  },
  'config-unreadable': {
    code: 'CONFIG_UNREADABLE',
    en: [
      'The configuration {path} cannot be read: {reason}',
      'Name an existing, readable YAML file with --config.',
    ],
    id: [
      'Konfigurasi {path} tidak dapat dibaca: {reason}',
      'Sebutkan berkas YAML yang ada dan dapat dibaca dengan --config.',
    ],
  },
  'config-closed': {
    code: 'CONFIG_UNREADABLE',
    en: [
      'The configuration {path} cannot be read: {reason}',
      'Run this as somebody who may, on an installed box `sudo -u ekspresi ekspresi …`, or name another file with --config.',
    ],
    id: [
      'Konfigurasi {path} tidak dapat dibaca: {reason}',
      'Jalankan sebagai yang berhak, di perangkat terpasang `sudo -u ekspresi ekspresi …`, atau sebutkan berkas lain dengan --config.',
    ],
  },
  'config-unwritable': {
    code: 'CONFIG_UNWRITABLE',
    en: [
      '{path} cannot be written: {reason}',
      'Check the disk and the permissions of the data folder; nothing was changed.',
    ],
    id: [
      '{path} tidak dapat ditulis: {reason}',
      'Periksa disk dan izin folder datanya; tidak ada yang diubah.',
    ],
  },
  'start-failed': {
    code: 'START_FAILED',
    en: [
      'The kiosk could not start: {reason}',
      'It is tried again every 20 s. `ekspresi doctor` may name the cause; otherwise report this line.',
    ],
    id: [
      'Kios tidak dapat dijalankan: {reason}',
      'Dicoba lagi setiap 20 detik. `ekspresi doctor` mungkin menyebut sebabnya; bila tidak, laporkan baris ini.',
    ],
  },
  'clock-unset': {
    code: 'CLOCK_UNSET',
    en: [
      'The clock says {date}',
      'Set the date, or let systemd-timesyncd do it (`timedatectl set-ntp true`).',
    ],
    id: [
      'Jam perangkat menunjukkan {date}',
      'Atur tanggalnya, atau biarkan systemd-timesyncd (`timedatectl set-ntp true`).',
    ],
  },
  'time-zone-unknown': {
    code: 'USAGE',
    en: [
      'There is no time zone {name}',
      'Give an IANA name such as Asia/Jakarta or Europe/Berlin.',
    ],
    id: [
      'Tidak ada zona waktu {name}',
      'Berikan nama IANA seperti Asia/Jakarta atau Europe/Berlin.',
    ],
  },
  'port-in-use': {
    code: 'PORT_IN_USE',
    en: [
      'Port {port} is already in use on {host}',
      'Stop the other program, or choose another port with --port or dashboard.port.',
    ],
    id: [
      'Porta {port} sudah dipakai di {host}',
      'Hentikan program itu, atau pilih porta lain dengan --port atau dashboard.port.',
    ],
  },
  'bind-refused': {
    code: 'BIND_REFUSED',
    en: [
      'The dashboard cannot listen on {host}:{port} ({reason})',
      'Use an address of this machine and a port above 1023, or grant CAP_NET_BIND_SERVICE.',
    ],
    id: [
      'Halaman tidak dapat disajikan di {host}:{port} ({reason})',
      'Gunakan alamat perangkat ini dan porta di atas 1023, atau beri CAP_NET_BIND_SERVICE.',
    ],
  },
  'port-check-in-use': {
    code: 'PORT_IN_USE',
    en: [
      '{host}:{port} cannot be used ({reason})',
      'Stop the other program or set dashboard.host and dashboard.port.',
    ],
    id: [
      '{host}:{port} tidak dapat dipakai ({reason})',
      'Hentikan program lain atau atur dashboard.host dan dashboard.port.',
    ],
  },
  'port-check-refused': {
    code: 'BIND_REFUSED',
    en: [
      '{host}:{port} cannot be used ({reason})',
      'Stop the other program or set dashboard.host and dashboard.port.',
    ],
    id: [
      '{host}:{port} tidak dapat dipakai ({reason})',
      'Hentikan program lain atau atur dashboard.host dan dashboard.port.',
    ],
  },
  'certificate-unusable': {
    code: 'CERTIFICATE_UNUSABLE',
    en: [
      'The certificate cannot be used: {reason}',
      'Check dashboard.tlsCertPath and tlsKeyPath, that they belong together, and that the service may read them.',
    ],
    id: [
      'Sertifikat tidak dapat dipakai: {reason}',
      'Periksa dashboard.tlsCertPath dan tlsKeyPath, kecocokan keduanya, dan izin membacanya.',
    ],
  },
  'metrics-token-unreadable': {
    code: 'CONFIG_UNREADABLE',
    en: [
      'The token of publish.metrics cannot be read from {path}',
      'Name a file that the kiosk may read, with the token in its first line.',
    ],
    id: [
      'Token publish.metrics tidak dapat dibaca dari {path}',
      'Sebutkan berkas yang boleh dibaca kios, dengan token di baris pertamanya.',
    ],
  },
  'metrics-token-empty': {
    code: 'CONFIG_UNREADABLE',
    en: ['The first line of {path} is empty', 'Write the token of publish.metrics there.'],
    id: ['Baris pertama {path} kosong', 'Tuliskan token publish.metrics di sana.'],
  },
  'metrics-port-in-use': {
    code: 'PORT_IN_USE',
    en: [
      'The metrics cannot be served on {host}:{port} ({reason})',
      'Choose another publish.metrics.host or publish.metrics.port.',
    ],
    id: [
      'Metrik tidak dapat disajikan di {host}:{port} ({reason})',
      'Pilih publish.metrics.host atau publish.metrics.port lain.',
    ],
  },
  'metrics-bind-refused': {
    code: 'BIND_REFUSED',
    en: [
      'The metrics cannot be served on {host}:{port} ({reason})',
      'Choose another publish.metrics.host or publish.metrics.port.',
    ],
    id: [
      'Metrik tidak dapat disajikan di {host}:{port} ({reason})',
      'Pilih publish.metrics.host atau publish.metrics.port lain.',
    ],
  },
  'publish-file-unreadable': {
    code: 'CONFIG_UNREADABLE',
    en: [
      'A file of publish cannot be read: {path} ({reason})',
      'Name a file that the kiosk may read, or a credential that its unit loads (LoadCredential=).',
    ],
    id: [
      'Berkas publish tidak dapat dibaca: {path} ({reason})',
      'Sebutkan berkas yang boleh dibaca kios, atau kredensial yang dimuat unitnya (LoadCredential=).',
    ],
  },
  'mqtt-credentials-unclear': {
    code: 'CONFIG_UNREADABLE',
    en: ['{path} holds no user and password', 'Write user:password into its first line.'],
    id: ['{path} tidak berisi pengguna dan sandi', 'Tulis pengguna:sandi di baris pertamanya.'],
  },
  'origin-invalid': {
    code: 'USAGE',
    en: [
      '{origin} is no origin of pages',
      'Write one such as https://signage.example.org, without a path.',
    ],
    id: ['{origin} bukan asal halaman', 'Tulis misalnya https://signage.example.org, tanpa jalur.'],
  },
  'too-many-origins': {
    code: 'USAGE',
    en: ['A token takes {count} origins at most', 'Make a second token.'],
    id: ['Satu token menerima paling banyak {count} asal', 'Buat token kedua.'],
  },
  'webhook-secret-empty': {
    code: 'CONFIG_UNREADABLE',
    en: ['The first line of {path} is empty', 'Write the secret of the webhook there.'],
    id: ['Baris pertama {path} kosong', 'Tuliskan rahasia webhook di sana.'],
  },
  'query-invalid': {
    code: 'USAGE',
    en: ['{field}: {problem}', 'See /api for the parameters.'],
    id: ['{field}: {problem}', 'Lihat /api untuk parameternya.'],
  },
  'query-time-zone': {
    code: 'USAGE',
    en: ['zone: not an IANA time zone', 'Write Asia/Jakarta or UTC.'],
    id: ['zone: bukan zona waktu IANA', 'Tulis Asia/Jakarta atau UTC.'],
  },
  'page-range': {
    code: 'USAGE',
    en: [
      'The range is not understood: it needs a beginning, a later end, and at most 800 days',
      'Write times as 2026-11-24T08:15, or as epoch milliseconds.',
    ],
    id: [
      'Rentang tidak dipahami: harus ada awal, akhir yang lebih kemudian, dan paling lama 800 hari',
      'Tulis waktu seperti 2026-11-24T08:15.',
    ],
  },
  'purge-unconfirmed': {
    code: 'USAGE',
    en: ['Nothing was deleted', 'Tick the box: what is deleted cannot be brought back.'],
    id: ['Tidak ada yang dihapus', 'Centang kotaknya: yang dihapus tidak dapat dikembalikan.'],
  },
  'purge-too-new': {
    code: 'USAGE',
    en: [
      'Nothing was deleted: the range reaches into the present hour',
      'Choose an end before it; the present hour can be deleted when it is over.',
    ],
    id: [
      'Tidak ada yang dihapus: rentang mencapai jam sekarang',
      'Pilih akhir sebelumnya; jam sekarang dapat dihapus setelah lewat.',
    ],
  },
  'logo-refused': {
    code: 'USAGE',
    en: ['The logo cannot be used: {problem}', 'Choose a PNG or a plain SVG of up to 512 kB.'],
    id: [
      'Logo tidak dapat dipakai: {problem}',
      'Pilih PNG atau SVG sederhana, paling besar 512 kB.',
    ],
  },
  'logo-unwritable': {
    code: 'CONFIG_UNWRITABLE',
    en: [
      'The logo cannot be kept: {reason}',
      'Check the disk and the permissions of the data folder; nothing was changed.',
    ],
    id: [
      'Logo tidak dapat disimpan: {reason}',
      'Periksa disk dan izin folder data; tidak ada yang berubah.',
    ],
  },
  'upload-without-file': {
    code: 'USAGE',
    en: ['Nothing was taken over: no file was sent', SEND_AGAIN[0]],
    id: ['Tidak ada yang diterima: tidak ada berkas yang dikirim', SEND_AGAIN[1]],
  },
  'upload-cut-short': {
    code: 'USAGE',
    en: ['Nothing was taken over: the file did not arrive whole', SEND_AGAIN[0]],
    id: ['Tidak ada yang diterima: berkas tidak tiba utuh', SEND_AGAIN[1]],
  },
  'upload-form-invalid': {
    code: 'USAGE',
    en: ['Nothing was taken over: the form is not understood', SEND_AGAIN[0]],
    id: ['Tidak ada yang diterima: formulirnya tidak dipahami', SEND_AGAIN[1]],
  },
  'upload-in-progress': {
    code: 'USAGE',
    en: ['Another upload is on its way', 'Wait until it is there.'],
    id: ['Unggahan lain sedang berjalan', 'Tunggu sampai selesai.'],
  },
  'restore-unconfirmed': {
    code: 'USAGE',
    en: [
      'Please tick “Replace the history” first',
      'Restoring starts the kiosk again on the copy and keeps the present history beside it.',
    ],
    id: [
      'Centang “Ganti riwayat” dahulu',
      'Pemulihan memulai ulang kios dengan salinan itu dan menyimpan riwayat sekarang di sampingnya.',
    ],
  },
  'retention-unconfirmed': {
    code: 'USAGE',
    en: [
      'These limits delete history: please tick “Delete what is beyond the new limits” first',
      'A lower limit deletes older history for good; each deletion is listed under Events.',
    ],
    id: [
      'Batas ini menghapus riwayat: centang “Hapus yang melebihi batas baru” dahulu',
      'Batas yang lebih rendah menghapus riwayat lama selamanya; tiap penghapusan tercatat di Kejadian.',
    ],
  },
  'user-name-invalid': {
    code: 'USAGE',
    en: ['A user name has 1 to 40 letters, digits, dots, dashes or underscores', OTHER_NAME[0]],
    id: ['Nama pengguna terdiri dari 1 hingga 40 huruf, angka, titik, atau garis', OTHER_NAME[1]],
  },
  'password-length': {
    code: 'USAGE',
    en: ['A password has {shortest} to {longest} characters', 'Choose another password.'],
    id: ['Kata sandi terdiri dari {shortest} hingga {longest} karakter', 'Pilih kata sandi lain.'],
  },
  'user-exists': {
    code: 'ACCOUNT_REFUSED',
    en: ['There is already a user {name}', OTHER_NAME[0]],
    id: ['Pengguna {name} sudah ada', OTHER_NAME[1]],
  },
  'too-many-users': {
    code: 'ACCOUNT_REFUSED',
    en: ['There are already {count} users', REMOVE_ONE[0]],
    id: ['Sudah ada {count} pengguna', REMOVE_ONE[1]],
  },
  'too-many-tokens': {
    code: 'ACCOUNT_REFUSED',
    en: ['There are already {count} tokens', REMOVE_ONE[0]],
    id: ['Sudah ada {count} token', REMOVE_ONE[1]],
  },
  'last-administrator': {
    code: 'ACCOUNT_REFUSED',
    en: ['{name} is the last administrator', 'Make another administrator first.'],
    id: ['{name} adalah administrator terakhir', 'Buat administrator lain dahulu.'],
  },
  'user-unknown': {
    code: 'ACCOUNT_REFUSED',
    en: ['There is no user {name}', 'See `ekspresi user list`.'],
    id: ['Tidak ada pengguna {name}', 'Lihat `ekspresi user list`.'],
  },
  'accounts-missing': {
    code: 'STORE_MISSING',
    en: [
      'There are no accounts in {folder}',
      'Name the data folder of the daemon with --data; `ekspresi config show` shows store.dataDir.',
    ],
    id: [
      'Tidak ada akun di {folder}',
      'Sebutkan folder data daemon dengan --data; `ekspresi config show` menampilkan store.dataDir.',
    ],
  },
  'accounts-too-new': {
    code: 'STORE_TOO_NEW',
    en: [
      'The accounts in {path} were made by a newer ekspresi',
      'Install the newer version again, or move the file away.',
    ],
    id: [
      'Akun di {path} dibuat ekspresi yang lebih baru',
      'Pasang lagi versi itu, atau pindahkan berkasnya.',
    ],
  },
  'accounts-disk-full': {
    code: 'STORE_FULL',
    en: [
      'The accounts in {path} cannot be opened',
      'Free some disk space; the kiosk then goes on by itself.',
    ],
    id: [
      'Akun di {path} tidak dapat dibuka: disk penuh',
      'Kosongkan ruang disk; kios lalu berlanjut dengan sendirinya.',
    ],
  },
  'accounts-corrupt': {
    code: 'STORE_CORRUPT',
    en: [
      'The accounts in {path} cannot be opened',
      'The daemon sets it aside at its next start and saves what it can.',
    ],
    id: [
      'Akun di {path} tidak dapat dibuka: berkasnya rusak',
      'Daemon menyisihkannya pada awal berikutnya dan menyelamatkan yang terbaca.',
    ],
  },
  'accounts-busy': {
    code: 'STORE_LOCKED',
    en: [
      'The accounts in {path} cannot be opened',
      'Close the program that has it open for writing.',
    ],
    id: [
      'Akun di {path} tidak dapat dibuka: dipegang program lain',
      'Tutup program yang membukanya untuk menulis.',
    ],
  },
  'accounts-unwritable': {
    code: 'STORE_UNWRITABLE',
    en: [
      'The accounts in {path} cannot be opened',
      'Run this as the user that ekspresi runs as, and make {folder} writable for that one.',
    ],
    id: [
      'Akun di {path} tidak dapat dibuka',
      'Jalankan sebagai pengguna ekspresi, dan beri pengguna itu izin menulis {folder}.',
    ],
  },
} as const satisfies ErrorEntries;
