import type { ErrorEntries } from './error-entry.js';

const FREE_CAMERA = [
  'Stop the other program; the camera is taken as soon as it is free.',
  'Hentikan program itu; kamera dipakai begitu bebas.',
] as const;
const VIDEO_GROUP = [
  'Put the service user into the group "video" (usermod -aG video USER).',
  'Masukkan pengguna layanan ke grup "video" (usermod -aG video USER).',
] as const;
const REPLUG = [
  'Unplug the camera and plug it in again; it is picked up by itself.',
  'Cabut kamera lalu pasang lagi; kamera dipakai lagi dengan sendirinya.',
] as const;
const PLUG_IN = [
  'Plug the camera in; it is picked up by itself.',
  'Pasang kameranya; kamera dipakai dengan sendirinya.',
] as const;
const RESTARTED = ['It is started again by itself.', 'Dimulai ulang dengan sendirinya.'] as const;
const ENDED = [
  'It is opened again by itself; if this repeats, check the {kind:source} and its cable.',
  'Dibuka ulang dengan sendirinya; bila berulang, periksa {kind:source} dan kabelnya.',
] as const;

/** Cameras, streams and whatever else gives frames. */
export const sourceErrors = {
  'camera-busy': {
    code: 'SOURCE_BUSY',
    en: ['the camera {device} is in use by another program: {line}', FREE_CAMERA[0]],
    id: ['kamera {device} sedang dipakai program lain: {line}', FREE_CAMERA[1]],
  },
  'camera-held': {
    code: 'SOURCE_BUSY',
    en: ['the camera {device} is in use by {holder}', FREE_CAMERA[0]],
    id: ['kamera {device} sedang dipakai {holder}', FREE_CAMERA[1]],
  },
  'camera-forbidden': {
    code: 'SOURCE_UNREADABLE',
    en: ['the camera {device} may not be opened: {line}', VIDEO_GROUP[0]],
    id: ['kamera {device} tidak boleh dibuka: {line}', VIDEO_GROUP[1]],
  },
  'camera-unplugged': {
    code: 'SOURCE_MISSING',
    en: ['the camera {device} is not there (unplugged?): {line}', PLUG_IN[0]],
    id: ['kamera {device} tidak ada (dicabut?): {line}', PLUG_IN[1]],
  },
  'camera-unfit': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the camera {device} does not work as a camera with these settings: {line}',
      'Choose another device, size or pixel format; "v4l2-ctl --list-formats-ext" lists them.',
    ],
    id: [
      'kamera {device} tidak bekerja sebagai kamera dengan pengaturan ini: {line}',
      'Pilih perangkat, ukuran, atau format lain; "v4l2-ctl --list-formats-ext" menyebutnya.',
    ],
  },
  'camera-not-there': {
    code: 'SOURCE_MISSING',
    en: ['the camera {device} is not there', PLUG_IN[0]],
    id: ['kamera {device} tidak ada', PLUG_IN[1]],
  },
  'camera-silent': {
    code: 'SOURCE_MISSING',
    en: ['the camera {device} does not answer ({complaint})', REPLUG[0]],
    id: ['kamera {device} tidak menjawab ({complaint})', REPLUG[1]],
  },
  'cameras-silent': {
    code: 'SOURCE_MISSING',
    en: ['no camera answers ({complaint})', REPLUG[0]],
    id: ['tidak ada kamera yang menjawab ({complaint})', REPLUG[1]],
  },
  'cameras-forbidden': {
    code: 'SOURCE_UNREADABLE',
    en: ['no camera answers ({complaint})', VIDEO_GROUP[0]],
    id: ['tidak ada kamera yang boleh dibuka ({complaint})', VIDEO_GROUP[1]],
  },
  'cameras-busy': {
    code: 'SOURCE_BUSY',
    en: ['no camera answers ({complaint})', FREE_CAMERA[0]],
    id: ['kamera sedang dipakai program lain ({complaint})', FREE_CAMERA[1]],
  },
  'camera-identity-missing': {
    code: 'SOURCE_MISSING',
    en: [
      'no camera with the USB identity {identity} is plugged in',
      'Plug it in (it is picked up by itself), or take its identity from "lsusb -v".',
    ],
    id: [
      'tidak ada kamera dengan identitas USB {identity} yang terpasang',
      'Pasang kameranya (dipakai dengan sendirinya), atau lihat identitasnya dengan "lsusb -v".',
    ],
  },
  'no-camera': {
    code: 'SOURCE_MISSING',
    en: [
      'no camera is plugged in (there is no /dev/video device)',
      'Plug a USB camera in; it is picked up by itself.',
    ],
    id: [
      'tidak ada kamera yang terpasang (tidak ada perangkat /dev/video)',
      'Pasang kamera USB; kamera dipakai dengan sendirinya.',
    ],
  },
  'no-capturing-device': {
    code: 'SOURCE_MISSING',
    en: [
      'none of the {count} video devices captures video',
      'Plug a USB camera in; it is picked up by itself.',
    ],
    id: [
      'tidak satu pun dari {count} perangkat video merekam gambar',
      'Pasang kamera USB; kamera dipakai dengan sendirinya.',
    ],
  },
  'device-missing': {
    code: 'SOURCE_MISSING',
    en: ['{device} does not exist', 'Plug the camera in.'],
    id: ['{device} tidak ada', 'Pasang kameranya.'],
  },
  'device-forbidden': {
    code: 'SOURCE_UNREADABLE',
    en: [
      '{device} may not be opened by this user',
      'Add the user to the group video: `sudo usermod -aG video USER`, then sign in again.',
    ],
    id: [
      '{device} tidak boleh dibuka oleh pengguna ini',
      'Masukkan pengguna ke grup video: `sudo usermod -aG video USER`, lalu masuk lagi.',
    ],
  },
  'stream-sign-in': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the stream {name} refuses the user or the password: {line}',
      'Check the user and the password in the address of the source.',
    ],
    id: [
      'aliran video {name} menolak pengguna atau kata sandi: {line}',
      'Periksa pengguna dan kata sandi di alamat sumber.',
    ],
  },
  'stream-unreachable': {
    code: 'SOURCE_MISSING',
    en: [
      'the stream {name} cannot be reached: {line}',
      'Check the address, the network and that the camera is switched on.',
    ],
    id: [
      'aliran video {name} tidak terjangkau: {line}',
      'Periksa alamat, jaringan, dan apakah kameranya menyala.',
    ],
  },
  'stream-unplayable': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the stream {name} sends no video that can be read: {line}',
      'Open the address in another player; it must be RTSP, MJPEG, MPEG-TS or HLS video.',
    ],
    id: [
      'aliran video {name} tidak mengirim video yang dapat dibaca: {line}',
      'Buka alamatnya dengan pemutar lain; harus berupa video RTSP, MJPEG, MPEG-TS, atau HLS.',
    ],
  },
  'address-unreachable': {
    code: 'SOURCE_MISSING',
    en: [
      '{name} cannot be reached ({reason})',
      'Check the address, the network and that the camera is switched on.',
    ],
    id: [
      '{name} tidak terjangkau ({reason})',
      'Periksa alamat, jaringan, dan apakah kameranya menyala.',
    ],
  },
  'source-program-exited': {
    code: 'SOURCE_ENDED',
    en: ['the {kind:source} {name} ended (exit code {exitCode})', ENDED[0]],
    id: ['{kind:source} {name} berhenti (kode keluar {exitCode})', ENDED[1]],
  },
  'source-program-exited-saying': {
    code: 'SOURCE_ENDED',
    en: ['the {kind:source} {name} ended (exit code {exitCode}): {line}', ENDED[0]],
    id: ['{kind:source} {name} berhenti (kode keluar {exitCode}): {line}', ENDED[1]],
  },
  'source-program-killed': {
    code: 'SOURCE_ENDED',
    en: ['the {kind:source} {name} ended (signal {signal})', ENDED[0]],
    id: ['{kind:source} {name} berhenti (sinyal {signal})', ENDED[1]],
  },
  'source-program-killed-saying': {
    code: 'SOURCE_ENDED',
    en: ['the {kind:source} {name} ended (signal {signal}): {line}', ENDED[0]],
    id: ['{kind:source} {name} berhenti (sinyal {signal}): {line}', ENDED[1]],
  },
  'source-ended': {
    code: 'SOURCE_ENDED',
    en: ['the {kind:source} {name} ended', RESTARTED[0]],
    id: ['{kind:source} {name} berhenti', RESTARTED[1]],
  },
  'source-failed': {
    code: 'SOURCE_ENDED',
    en: ['the {kind:source} {name} failed: {reason}', RESTARTED[0]],
    id: ['{kind:source} {name} gagal: {reason}', RESTARTED[1]],
  },
  'source-stalled': {
    code: 'SOURCE_STALLED',
    en: [
      'the {kind:source} {name} has given no frame for {seconds} s',
      'It is restarted by itself; if this repeats, unplug it and plug it in again.',
    ],
    id: [
      '{kind:source} {name} tidak mengirim gambar selama {seconds} detik',
      'Dimulai ulang dengan sendirinya; bila berulang, cabut lalu pasang lagi.',
    ],
  },
  'source-stuck': {
    code: 'SOURCE_STUCK',
    en: [
      'the program that reads the {kind:source} {name} does not end: the driver hangs',
      'Unplug the camera and plug it in again; it is opened as soon as that program has ended. If it never does, restart the box.',
    ],
    id: [
      'program yang membaca {kind:source} {name} tidak berhenti: drivernya macet',
      'Cabut kamera lalu pasang lagi; kamera dibuka begitu program itu berhenti. Bila tetap begitu, nyalakan ulang perangkat.',
    ],
  },
  'source-frozen': {
    code: 'SOURCE_FROZEN',
    en: [
      'the {kind:source} {name} gives the same picture again and again',
      'It is opened again by itself; if this lasts, unplug it and plug it in again.',
    ],
    id: [
      '{kind:source} {name} mengirim gambar yang sama terus-menerus',
      'Dibuka ulang dengan sendirinya; bila berlanjut, cabut lalu pasang lagi.',
    ],
  },
  'source-black': {
    code: 'SOURCE_BLACK',
    en: [
      'the {kind:source} {name} gives a black picture',
      'Uncover its lens or turn a light on; it is taken up again by itself.',
    ],
    id: [
      '{kind:source} {name} mengirim gambar hitam',
      'Buka penutup lensa atau nyalakan lampu; dipakai lagi dengan sendirinya.',
    ],
  },
  'snapshot-program-missing': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the program fswebcam, which takes snapshots, is not installed',
      'Install it (apt install fswebcam) or use the source "camera".',
    ],
    id: [
      'program fswebcam, yang mengambil foto, tidak terpasang',
      'Pasang (apt install fswebcam) atau gunakan sumber "camera".',
    ],
  },
  'snapshot-device-invalid': {
    code: 'SOURCE_UNREADABLE',
    en: [
      '{device} is no device of a camera',
      'Use /dev/video0 or the like, or "snapshot" for the first camera.',
    ],
    id: [
      '{device} bukan perangkat kamera',
      'Gunakan /dev/video0 atau sejenisnya, atau "snapshot" untuk kamera pertama.',
    ],
  },
  'snapshot-failed': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'no snapshot from {device}: {reason}',
      'Check that the camera is plugged in and not in use by another program.',
    ],
    id: [
      'tidak ada foto dari {device}: {reason}',
      'Periksa apakah kamera terpasang dan tidak dipakai program lain.',
    ],
  },
  'source-unknown': {
    code: 'USAGE',
    en: [
      '"{source}" is not a source',
      'Use camera, a device such as /dev/video0, a USB identity such as 046d:0825, a video file (/srv/a.mp4 or file:///srv/a.mp4), rtsp://…, http://…, synthetic or snapshot.',
    ],
    id: [
      '"{source}" bukan sumber',
      'Gunakan camera, perangkat seperti /dev/video0, identitas USB seperti 046d:0825, berkas video (/srv/a.mp4 atau file:///srv/a.mp4), rtsp://…, http://…, synthetic, atau snapshot.',
    ],
  },
  'ffmpeg-missing': {
    code: 'FFMPEG_MISSING',
    en: [
      'the program {program} was not found or may not be executed',
      'Install it (apt install ffmpeg) or set the path of ffmpeg in the configuration.',
    ],
    id: [
      'program {program} tidak ditemukan atau tidak boleh dijalankan',
      'Pasang (apt install ffmpeg) atau atur letak ffmpeg di konfigurasi.',
    ],
  },
  'ffmpeg-broken': {
    code: 'FFMPEG_MISSING',
    en: ['{path} does not run', 'Install it (`apt install ffmpeg`) or set camera.ffmpegPath.'],
    id: [
      '{path} tidak dapat dijalankan',
      'Pasang (`apt install ffmpeg`) atau atur camera.ffmpegPath.',
    ],
  },
} as const satisfies ErrorEntries;
