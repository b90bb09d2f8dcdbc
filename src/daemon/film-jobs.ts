import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startChild } from '../capture/process/child-program.js';
import type { Clock } from '../core/clock.js';
import { EkspresiError, errorData, errorReason } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { packageRoot } from '../core/package-root.js';
import type { DashboardRecordings, FilmJob, Recording } from '../dashboard/dashboard-deps.js';
import type { SessionSummary } from '../sessions/session-summary.js';
import { diskRoom } from '../store/database/disk-space.js';

interface FilmJobsDeps {
  readonly dataDir: string;
  readonly configPath: string | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Bytes of the disk that stay free. */
  leaveFreeBytes(): number;
  /** Ends what runs when the daemon stops. */
  readonly signal: AbortSignal;
}

type Description = Pick<Recording, 'participant' | 'stimulus' | 'condition'>;

const MOST_BYTES = 4 * 2 ** 30;
const MOST_RECORDINGS = 200;
const LONGEST_MS = 6 * 3_600_000;
const IDLE_PRIORITY = 15;
const FILES = ['csv', 'parquet', 'eaf', 'vtt', 'summary.json', 'report.html'] as const;
const ID = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;

/**
 * Analyses uploaded films in a process of its own, at low priority, and keeps their numbers. The
 * film lies in a private folder for that time only: it is removed when the analysis ends, however
 * it ends, and at the next start after a crash.
 */
export class FilmJobs implements DashboardRecordings {
  readonly #deps: FilmJobsDeps;
  #job: FilmJob | null = null;

  constructor(deps: FilmJobsDeps) {
    this.#deps = deps;
    rmSync(this.#uploads, { recursive: true, force: true });
  }

  get #uploads(): string {
    return join(this.#deps.dataDir, 'uploads');
  }

  get #recordings(): string {
    return join(this.#deps.dataDir, 'recordings');
  }

  list(): readonly Recording[] {
    if (!existsSync(this.#recordings)) return [];
    return readdirSync(this.#recordings)
      .filter((id) => ID.test(id))
      .sort()
      .reverse()
      .slice(0, MOST_RECORDINGS)
      .flatMap((id) => readRecording(join(this.#recordings, id)) ?? []);
  }

  job(): FilmJob | null {
    return this.#job;
  }

  maxBytes(): number {
    const { freeBytes } = diskRoom(join(this.#deps.dataDir, 'ekspresi.db'));
    return Math.max(0, Math.min(MOST_BYTES, freeBytes - this.#deps.leaveFreeBytes()));
  }

  async receive(content: AsyncIterable<Uint8Array>, describe: () => Description): Promise<void> {
    if (this.#job?.stage === 'receiving' || this.#job?.stage === 'analysing') {
      throw new EkspresiError('film-busy', {});
    }
    if (this.list().length >= MOST_RECORDINGS) {
      throw new EkspresiError('recordings-full', { most: MOST_RECORDINGS });
    }
    this.#job = {
      ...{ stage: 'receiving', participant: '', bytes: 0, doneS: 0, durationS: null, error: null },
    };
    const folder = join(this.#uploads, randomUUID());
    const film = join(folder, 'film');
    let description: Description;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await this.#write(film, content);
      description = describe();
      this.#change({ stage: 'analysing', participant: description.participant });
    } catch (error) {
      this.#end(folder, error);
      throw error;
    }
    void this.#analyse(folder, film, description).then(
      () => this.#end(folder, null),
      (error: unknown) => this.#end(folder, error),
    );
  }

  path(id: string, ending: string): string | null {
    if (!ID.test(id) || !FILES.some((known) => known === ending)) return null;
    const path = join(this.#recordings, id, `film.${ending}`);
    return existsSync(path) ? path : null;
  }

  remove(id: string): boolean {
    if (!ID.test(id) || !existsSync(join(this.#recordings, id))) return false;
    rmSync(join(this.#recordings, id), { recursive: true, force: true });
    return true;
  }

  async #write(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const most = this.maxBytes();
    const file = await open(path, 'wx', 0o600);
    try {
      let bytes = 0;
      for await (const chunk of content) {
        bytes += chunk.length;
        if (bytes > most) {
          throw new EkspresiError('film-too-large', { megabytes: Math.floor(most / 1e6) });
        }
        try {
          await file.writeFile(chunk);
        } catch (cause) {
          throw new EkspresiError('upload-unwritable', { reason: errorReason(cause) }, { cause });
        }
        this.#change({ bytes });
      }
    } finally {
      await file.close();
    }
  }

  async #analyse(folder: string, film: string, description: Description): Promise<void> {
    const { clock, configPath, dataDir, signal } = this.#deps;
    const output = join(folder, 'numbers');
    const options = Object.entries(description).flatMap(([name, value]) =>
      value === '' ? [] : [`--${name}=${value}`],
    );
    const child = startChild({
      program: process.execPath,
      args: [
        ...[join(packageRoot(), 'dist/cli/main.js'), 'session', film, '-o', output],
        ...['--no-film', '--progress', ...options],
        ...(configPath === null ? [] : ['--config', configPath]),
      ],
      clock,
    });
    if (child.pid > 0) setPriority(child.pid, IDLE_PRIORITY);
    const onAbort = () => void child.terminate();
    signal.addEventListener('abort', onAbort, { once: true });
    const late = new AbortController();
    clock.sleep(LONGEST_MS, late.signal).then(onAbort, () => {});
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const { doneS, durationS } = JSON.parse(line) as Pick<FilmJob, 'doneS' | 'durationS'>;
        this.#change({ doneS, durationS });
      }
      const exit = await child.exited;
      if (exit.code !== 0) {
        const said = child.stderrLines().findLast((line) => line.startsWith('ekspresi: '));
        const reason = (said ?? 'it was ended').replaceAll(film, 'the film').slice(10, 400);
        throw new EkspresiError('film-failed', { reason });
      }
    } finally {
      late.abort();
      signal.removeEventListener('abort', onAbort);
      await child.terminate();
    }
    keepNumbers(output, join(dataDir, 'recordings'), description, clock.nowMs());
  }

  #change(change: Partial<FilmJob>): void {
    if (this.#job !== null) this.#job = { ...this.#job, ...change };
  }

  #end(folder: string, error: unknown): void {
    rmSync(folder, { recursive: true, force: true });
    if (error === null) {
      this.#change({ stage: 'done' });
      return;
    }
    this.#change({ stage: 'failed', error: errorData(error) ?? errorReason(error) });
    this.#deps.log.warn({ error: String(error) }, 'an uploaded film was not analysed');
  }
}

/** Gives the numbers their place, with what the page tells of them. */
function keepNumbers(
  output: string,
  recordings: string,
  description: Description,
  nowMs: number,
): void {
  const path = join(output, 'film.summary.json');
  const summary = JSON.parse(readFileSync(path, 'utf8')) as SessionSummary;
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const id = `${stamp}Z-${randomUUID().slice(0, 8)}`;
  const recording: Recording = {
    ...{ id, ...description, addedAtMs: nowMs, durationS: summary.durationS },
    ...{ faces: summary.faces.length, files: FILES },
  };
  writeFileSync(join(output, 'recording.json'), JSON.stringify(recording), { mode: 0o640 });
  mkdirSync(recordings, { recursive: true, mode: 0o750 });
  renameSync(output, join(recordings, id));
}

function readRecording(folder: string): Recording | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'recording.json'), 'utf8')) as Recording;
  } catch {
    return null;
  }
}
