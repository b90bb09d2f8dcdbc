/**
 * Every code that an operator can meet, with what it means; stable. `docs/operations.md` shows
 * this table (`node scripts/error-docs.js`).
 */
export const ERROR_CODES = {
  CONFIG_INVALID:
    'The configuration has an unknown name or a value out of bounds. The pages say the same (*safe mode*); a corrected file takes effect within seconds.',
  CONFIG_UNREADABLE:
    'The file named by `--config` or `$EKSPRESI_CONFIG` is missing or closed to the user. It wants `root:ekspresi`, mode 640. `analyze` and `bench` take the defaults where only the installed file is closed.',
  CONFIG_UNWRITABLE:
    'A change made on the settings page could not be written: the disk is full or failing.',
  SOURCE_MISSING:
    'No camera is plugged in, the one named is not there, none answers within half of `camera.frameDeadlineMs` (the next device is asked then; what `v4l2-ctl` or `ffmpeg` said is quoted), or a network camera does not answer. It is picked up by itself, a camera within 15 s, a stream within 60 s.',
  SOURCE_UNREADABLE: 'The camera may not be opened, or refuses size, rate, format or password.',
  SOURCE_BUSY: 'Another program holds the camera (`sudo fuser -v /dev/video0` names it).',
  SOURCE_STALLED:
    'The camera is there but has given no frame for `camera.frameDeadlineMs`. If it repeats: another cable, a powered hub, a lower `framesPerSecond`.',
  SOURCE_STUCK:
    'The program that reads the camera hangs in its driver and cannot be ended, not even by SIGKILL. No second one is started beside it.',
  SOURCE_FROZEN:
    'The camera gives frames, but every pixel of the decoded picture is the same for `camera.pictureDeadlineMs` (30 s), in three frames at least. The noise of a real sensor changes some pixel in every frame, however still and empty the room, so that only a hung camera, a test picture or one burnt out to pure white is meant. Such frames are not analysed. 0 turns the watch off, for a test picture.',
  SOURCE_BLACK:
    'The camera gives black frames without any contrast for as long. (A dark room with some contrast is no fault: the page says *too dark*, and an event tells it after a minute.)',
  SOURCE_ENDED: "The capture program or the stream ended; the log holds ffmpeg's last lines.",
  FFMPEG_MISSING: '`ffmpeg` or `ffprobe` is not installed, not executable or too old.',
  MEDIA_INVALID:
    'A file is no picture or video that can be read, or is cut off. The other files of the same call are still read; `ffprobe FILE` says more.',
  MEDIA_TOO_LARGE:
    'A picture has more pixels than are read, or a film or the standard input more than fits.',
  FACE_MISSING: 'The film of a session shows no face.',
  CASCADE_MISSING: 'The cascade of the `haar` detector is missing or damaged.',
  MODEL_MISSING:
    "The folder of a model (expressions, landmarks, detector) or a file in it is missing. Without the detector's, `inference.detector: haar` works.",
  MODEL_INVALID:
    'A model file does not match the hash, shape or labels of its manifest. Weights and manifest belong together.',
  ENGINE_UNAVAILABLE:
    'The network runtime does not load on this machine. `inference.engine: auto` falls back to tfjs.',
  WORKER_STALLED:
    'The inference worker gave no answer for `inference.stallMs`; it was replaced. Where its thread cannot be ended, because a call into the network runtime never returns, the daemon ends and systemd starts it again.',
  WORKER_FAILED: 'The inference worker crashed; it was replaced. The log has the cause.',
  CLOCK_UNSET: '`doctor`: the date lies before this program was written.',
  STORE_MISSING:
    'A command was given a data folder without a history or accounts, or the name of a backup that is not there; or the folder is closed to whoever called it.',
  STORE_UNWRITABLE:
    'The data folder cannot be written, or lies on a network file system. Recording resumes by itself.',
  STORE_CORRUPT:
    'The history, the accounts or a backup are damaged. At the next start (the history also within seconds while running) what can be read is copied to a new file and the damaged one is set aside as `ekspresi.db.corrupt.<time>` or `accounts.db.corrupt.<time>`; an event tells of it. The last two stay. A full disk puts that off until there is room. If nobody who may administer was saved, the log gives the password of a new administrator once. Replace the SD card; restore a backup if more was lost than you can bear.',
  STORE_LOCKED: 'Another ekspresi, or another program, holds the history for writing.',
  STORE_FULL:
    'The disk is full, or has no room for an upload or a recovery. Lower `store.rawDays` or `store.maxDatabaseMiB`. Observations wait in memory meanwhile; recording resumes by itself.',
  STORE_TOO_NEW:
    'A newer version wrote the database or the backup. Its `….before-v<n>.bak` holds what this version can read (see *Update and roll back*).',
  BACKUP_UNFINISHED:
    'The process that checks or restores a backup was ended: after 15 minutes, or for want of memory. The copy of the day is kept unchecked (the log says so), one that is uploaded is refused.',
  DATASET_INVALID:
    '`evaluate` was given a file or folder of another form, or `session` a file that holds no markers.',
  PORT_IN_USE: 'Another program has the port of the pages (`ss -ltnp` names it).',
  BIND_REFUSED:
    "The address is not this machine's (any more), or the port is below 1024 (see the drop-in above). Meanwhile every address of the box shows what is wrong (*safe mode*).",
  CERTIFICATE_UNUSABLE:
    'The certificate or its key is missing, not readable for the service, or they do not belong together. It is tried again every 20 s; meanwhile *safe mode* is shown by plain HTTP.',
  START_FAILED: 'Something that the program does not know kept the kiosk from starting.',
  ACCOUNT_REFUSED:
    'There is no such user, there is one already, it is the last administrator, or there are as many users or tokens as there may be.',
  USAGE: 'A command was called wrongly (exit code 2), or a form or an address asks the impossible.',
  KIOSK_UNREACHABLE: 'A command that talks to the running kiosk got no answer, or was not let in.',
  FLEET_DATABASE:
    '`ekspresi fleet` was refused by PostgreSQL at its start, or a newer version has written there. A database that is away for a while is waited for.',
  OUTPUT_UNWRITABLE: 'An export or backup cannot be written where it was asked for.',
} as const satisfies Readonly<Record<string, string>>;

export type ErrorCode = keyof typeof ERROR_CODES;
