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
  'It is opened again by itself; if this repeats, {kind:advice}.',
  'Dibuka ulang dengan sendirinya; bila berulang, {kind:advice}.',
] as const;
const RIBBON = [
  'Set source to "program:rpicam-vid -n -t 0 --codec mjpeg --width 640 --height 480 --framerate 15 -o -" (apt install rpicam-apps).',
  'Atur source menjadi "program:rpicam-vid -n -t 0 --codec mjpeg --width 640 --height 480 --framerate 15 -o -" (apt install rpicam-apps).',
] as const;
const VIDEO_ADDRESS = [
  'Use the address of the video of the camera (MJPEG or RTSP); its manual names it.',
  'Gunakan alamat video kamera (MJPEG atau RTSP); buku petunjuknya menyebutnya.',
] as const;
const BY_HAND = [
  'Run the command by hand to see what it says; it is started again by itself.',
  'Jalankan perintahnya sendiri untuk melihat pesannya; dimulai ulang dengan sendirinya.',
] as const;
const COMMAND = [
  'Write program:COMMAND with words and quotes as in a shell; it is run without one.',
  'Tulis program:PERINTAH dengan kata dan tanda kutip seperti di shell; dijalankan tanpa shell.',
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
      'Check the user and the password in the address of the source, or in camera.credentialsFile.',
    ],
    id: [
      'aliran video {name} menolak pengguna atau kata sandi: {line}',
      'Periksa pengguna dan kata sandi di alamat sumber, atau di camera.credentialsFile.',
    ],
  },
  'stream-forbidden': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the stream {name} forbids access: {line}',
      'Let this user, and the address of this box, view the video in the settings of the camera.',
    ],
    id: [
      'aliran video {name} melarang akses: {line}',
      'Izinkan pengguna ini, dan alamat perangkat ini, melihat video di pengaturan kamera.',
    ],
  },
  'stream-nothing-there': {
    code: 'SOURCE_MISSING',
    en: [
      'the stream {name} has nothing at this address: {line}',
      'Look the path of the video up in the manual of the camera.',
    ],
    id: [
      'aliran video {name} tidak ada di alamat ini: {line}',
      'Cari jalur video di buku petunjuk kamera.',
    ],
  },
  'stream-transport': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the stream {name} does not offer this transport: {line}',
      'Set camera.rtspTransport to auto, or to the transport that the camera has.',
    ],
    id: [
      'aliran video {name} tidak menyediakan transport ini: {line}',
      'Atur camera.rtspTransport menjadi auto, atau menjadi transport yang dimiliki kamera.',
    ],
  },
  'stream-overloaded': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the stream {name} is overloaded: {line}',
      'Close other viewers of the camera, or take its smaller stream; it is asked again by itself.',
    ],
    id: [
      'aliran video {name} kelebihan beban: {line}',
      'Tutup penonton lain kamera itu, atau pakai alirannya yang lebih kecil; dicoba lagi dengan sendirinya.',
    ],
  },
  'stream-faulty': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the stream {name} has a fault of its own: {line}',
      'Restart the camera; it is asked again by itself.',
    ],
    id: [
      'aliran video {name} bermasalah sendiri: {line}',
      'Nyalakan ulang kamera; dicoba lagi dengan sendirinya.',
    ],
  },
  'stream-refused': {
    code: 'SOURCE_UNREADABLE',
    en: ['the stream {name} refuses the request: {line}', VIDEO_ADDRESS[0]],
    id: ['aliran video {name} menolak permintaan: {line}', VIDEO_ADDRESS[1]],
  },
  'stream-snapshot': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the stream {name} is a snapshot address: it gives one picture and ends',
      VIDEO_ADDRESS[0],
    ],
    id: [
      'aliran video {name} adalah alamat foto: memberi satu gambar lalu berhenti',
      VIDEO_ADDRESS[1],
    ],
  },
  'stream-page': {
    code: 'SOURCE_UNREADABLE',
    en: ['the stream {name} is a web page, not a video', VIDEO_ADDRESS[0]],
    id: ['aliran video {name} adalah halaman web, bukan video', VIDEO_ADDRESS[1]],
  },
  'stream-empty': {
    code: 'SOURCE_UNREADABLE',
    en: ['the stream {name} sends no picture', VIDEO_ADDRESS[0]],
    id: ['aliran video {name} tidak mengirim gambar', VIDEO_ADDRESS[1]],
  },
  'credentials-unreadable': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the credentials of the stream cannot be read from {path} ({reason})',
      'Name a file that the service may read in camera.credentialsFile, or a credential that its unit loads (LoadCredential=).',
    ],
    id: [
      'kredensial aliran video tidak dapat dibaca dari {path} ({reason})',
      'Sebut berkas yang boleh dibaca layanan di camera.credentialsFile, atau kredensial yang dimuat unitnya (LoadCredential=).',
    ],
  },
  'credentials-unclear': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the first line of {path} is not user:password',
      'Write the user, a colon and the password of the camera in the first line, not encoded.',
    ],
    id: [
      'baris pertama {path} bukan pengguna:kata-sandi',
      'Tulis pengguna, titik dua, dan kata sandi kamera di baris pertama, tanpa penyandian.',
    ],
  },
  'address-unencoded': {
    code: 'USAGE',
    en: [
      'the address {address} holds {character}, probably in its password',
      'Percent-encode it as {encoded}.',
    ],
    id: [
      'alamat {address} memuat {character}, mungkin di kata sandinya',
      'Tulis sebagai {encoded} (percent-encode).',
    ],
  },
  'address-without-host': {
    code: 'USAGE',
    en: ['the address {address} names no host', 'Write rtsp://HOST/PATH or http://HOST/PATH.'],
    id: ['alamat {address} tidak menyebut host', 'Tulis rtsp://HOST/JALUR atau http://HOST/JALUR.'],
  },
  'address-host-wrong': {
    code: 'USAGE',
    en: [
      'the host or the port in the address {address} cannot be read',
      'Write rtsp://HOST:PORT/PATH with a name or an IP address, and percent-encode what is odd in a password.',
    ],
    id: [
      'host atau port di alamat {address} tidak dapat dibaca',
      'Tulis rtsp://HOST:PORT/JALUR dengan nama atau alamat IP, dan percent-encode karakter aneh di kata sandi.',
    ],
  },
  'camera-not-camera': {
    code: 'SOURCE_UNREADABLE',
    en: [
      '{device} is no camera: {line}',
      'Name a camera: codecs and picture processors have a device too. A ribbon camera is read by program:rpicam-vid.',
    ],
    id: [
      '{device} bukan kamera: {line}',
      'Sebut sebuah kamera: kodek dan pengolah gambar juga punya perangkat. Kamera pita dibaca dengan program:rpicam-vid.',
    ],
  },
  'cameras-ribbon': {
    code: 'SOURCE_MISSING',
    en: ['the only camera is a ribbon camera ({devices}), which only libcamera reads', RIBBON[0]],
    id: [
      'satu-satunya kamera adalah kamera pita ({devices}), yang hanya dibaca libcamera',
      RIBBON[1],
    ],
  },
  'program-missing': {
    code: 'SOURCE_MISSING',
    en: [
      'the program {program} was not found or may not be executed',
      'Install it, or write its whole path behind "program:".',
    ],
    id: [
      'program {program} tidak ditemukan atau tidak boleh dijalankan',
      'Pasang programnya, atau tulis jalur lengkapnya di belakang "program:".',
    ],
  },
  'program-without-video': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'the program {name} writes neither MJPEG nor Y4M',
      'Let it write one of them to its standard output, for instance with --codec mjpeg or -f yuv4mpegpipe.',
    ],
    id: [
      'program {name} tidak menulis MJPEG maupun Y4M',
      'Buat ia menulis salah satunya ke keluaran standar, misalnya dengan --codec mjpeg atau -f yuv4mpegpipe.',
    ],
  },
  'program-video-broken': {
    code: 'SOURCE_UNREADABLE',
    en: [
      'what the program {name} writes cannot be read: {line}',
      'It must write MJPEG or YUV4MPEG2 (Y4M) of one size to its standard output, and nothing else.',
    ],
    id: [
      'keluaran program {name} tidak dapat dibaca: {line}',
      'Ia harus menulis MJPEG atau YUV4MPEG2 (Y4M) dengan satu ukuran ke keluaran standar, tanpa yang lain.',
    ],
  },
  'program-exited': {
    code: 'SOURCE_ENDED',
    en: ['the program {name} ended (exit code {exitCode})', BY_HAND[0]],
    id: ['program {name} berhenti (kode keluar {exitCode})', BY_HAND[1]],
  },
  'program-exited-saying': {
    code: 'SOURCE_ENDED',
    en: ['the program {name} ended (exit code {exitCode}): {line}', BY_HAND[0]],
    id: ['program {name} berhenti (kode keluar {exitCode}): {line}', BY_HAND[1]],
  },
  'program-killed': {
    code: 'SOURCE_ENDED',
    en: ['the program {name} ended (signal {signal})', BY_HAND[0]],
    id: ['program {name} berhenti (sinyal {signal})', BY_HAND[1]],
  },
  'program-killed-saying': {
    code: 'SOURCE_ENDED',
    en: ['the program {name} ended (signal {signal}): {line}', BY_HAND[0]],
    id: ['program {name} berhenti (sinyal {signal}): {line}', BY_HAND[1]],
  },
  'command-quote-open': {
    code: 'USAGE',
    en: ['in the command behind "program:" a {quote} is not closed', COMMAND[0]],
    id: ['di perintah di belakang "program:" ada {quote} yang tidak ditutup', COMMAND[1]],
  },
  'command-backslash-last': {
    code: 'USAGE',
    en: ['the command behind "program:" ends in a backslash', COMMAND[0]],
    id: ['perintah di belakang "program:" berakhir dengan garis miring terbalik', COMMAND[1]],
  },
  'command-empty': {
    code: 'USAGE',
    en: ['the command behind "program:" names no program', COMMAND[0]],
    id: ['perintah di belakang "program:" tidak menyebut program', COMMAND[1]],
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
      'It is restarted by itself; if this repeats, {kind:advice}.',
    ],
    id: [
      '{kind:source} {name} tidak mengirim gambar selama {seconds} detik',
      'Dimulai ulang dengan sendirinya; bila berulang, {kind:advice}.',
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
      'It is opened again by itself; if this lasts, {kind:advice}.',
    ],
    id: [
      '{kind:source} {name} mengirim gambar yang sama terus-menerus',
      'Dibuka ulang dengan sendirinya; bila berlanjut, {kind:advice}.',
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
    en: ['"{source}" is not a source', 'Use {examples}.'],
    id: ['"{source}" bukan sumber', 'Gunakan {examples}.'],
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
