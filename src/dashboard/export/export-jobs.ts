interface ExportProgress {
  readonly rows: number;
  /** Rows left out because damage has made them impossible; known at the end. */
  readonly unreadable: number;
  /** Refused: all places for downloads were taken. */
  readonly state: 'running' | 'done' | 'failed' | 'refused';
}

const KEPT = 50;

/** How far the newest downloads are, by the name that their page gave them. */
export class ExportJobs {
  readonly #jobs = new Map<string, ExportProgress>();

  /** Takes a name of 32 hexadecimal digits; others are not followed. */
  isName(name: string): boolean {
    return /^[0-9a-f]{32}$/.test(name);
  }

  set(name: string, progress: ExportProgress): void {
    if (!this.isName(name)) return;
    this.#jobs.set(name, progress);
    for (const oldest of this.#jobs.keys()) {
      if (this.#jobs.size <= KEPT) break;
      this.#jobs.delete(oldest);
    }
  }

  find(name: string): ExportProgress | null {
    return this.#jobs.get(name) ?? null;
  }
}
