import type { ErrorEntries } from './error-entry.js';

const MARKER_MANUAL = [
  'docs/content.md says what a marker is made of.',
  'docs/content.md menjelaskan isi penanda.',
] as const;

/** Markers: what was on the screen, notes, sessions. */
export const markerErrors = {
  'marker-invalid': {
    code: 'USAGE',
    en: ['{field} {problem:marker}', MARKER_MANUAL[0]],
    id: ['{field} {problem:marker}', MARKER_MANUAL[1]],
  },
  'marker-body-invalid': {
    code: 'USAGE',
    en: ['The body is no JSON object of a marker ({reason})', MARKER_MANUAL[0]],
    id: ['Isi permintaan bukan objek JSON penanda ({reason})', MARKER_MANUAL[1]],
  },
  'marker-key-reused': {
    code: 'USAGE',
    en: [
      'This Idempotency-Key was used for another marker (number {id})',
      'Give each marker a key of its own; repeat a key only with the same body.',
    ],
    id: [
      'Idempotency-Key ini sudah dipakai untuk penanda lain (nomor {id})',
      'Beri setiap penanda kunci sendiri; ulangi kunci hanya dengan isi yang sama.',
    ],
  },
  'marker-too-many': {
    code: 'USAGE',
    en: [
      'There are {count} markers, as many as there may be',
      'Remove old ones on the page Content, or lower store.rollupDays.',
    ],
    id: [
      'Sudah ada {count} penanda, sebanyak yang diizinkan',
      'Hapus yang lama di halaman Konten, atau turunkan store.rollupDays.',
    ],
  },
  'marker-too-many-open': {
    code: 'USAGE',
    en: [
      '{count} markers go on at the same time, as many as may',
      'End those that are over on the page Content, or with PUT and "to": "now".',
    ],
    id: [
      '{count} penanda sedang berjalan, sebanyak yang diizinkan',
      'Akhiri yang sudah selesai di halaman Konten, atau dengan PUT dan "to": "now".',
    ],
  },
  'marker-unknown': {
    code: 'USAGE',
    en: ['There is no marker {id}', 'GET /api/v1/markers lists them.'],
    id: ['Tidak ada penanda {id}', 'GET /api/v1/markers mencantumkannya.'],
  },
  'marker-file-invalid': {
    code: 'USAGE',
    en: ['The file has no line of headings with the columns {columns}', MARKER_MANUAL[0]],
    id: ['Berkas tidak punya baris judul dengan kolom {columns}', MARKER_MANUAL[1]],
  },
  'marker-file-too-long': {
    code: 'USAGE',
    en: ['The file has more than {rows} rows', 'Import it in parts.'],
    id: ['Berkas punya lebih dari {rows} baris', 'Impor per bagian.'],
  },
  'kiosk-unreachable': {
    code: 'KIOSK_UNREACHABLE',
    en: ['No kiosk answers at {url} ({reason})', 'Start it, or name its address with --url.'],
    id: [
      'Tidak ada kios yang menjawab di {url} ({reason})',
      'Nyalakan, atau sebutkan alamatnya dengan --url.',
    ],
  },
  'kiosk-sign-in': {
    code: 'KIOSK_UNREACHABLE',
    en: [
      'The kiosk at {url} wants a token that may set markers',
      'Make one under Settings (scope "set markers") and put it into $EKSPRESI_TOKEN.',
    ],
    id: [
      'Kios di {url} meminta token yang boleh memasang penanda',
      'Buat di Pengaturan (cakupan "memasang penanda") dan simpan di $EKSPRESI_TOKEN.',
    ],
  },
  'kiosk-refused': {
    code: 'USAGE',
    en: ['The kiosk refused it: {reason}', MARKER_MANUAL[0]],
    id: ['Kios menolaknya: {reason}', MARKER_MANUAL[1]],
  },
  'marker-too-old': {
    code: 'USAGE',
    en: [
      'The observations of that time are no longer kept, so it cannot be counted again',
      'Its name may still be corrected, or it may be removed.',
    ],
    id: [
      'Pengamatan dari waktu itu tidak disimpan lagi, jadi tidak dapat dihitung ulang',
      'Namanya masih dapat diperbaiki, atau penandanya dihapus.',
    ],
  },
} as const satisfies ErrorEntries;
