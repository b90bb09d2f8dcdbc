const TIMEOUT_MS = 5000;

/** The part of /healthz that the checks read. */
export interface Health {
  readonly status: string;
  readonly version: string;
  readonly source: { readonly kind: string; readonly state: string; readonly code?: string };
  readonly worker: { readonly state: string; readonly restarts: number };
  readonly store: { readonly state: string };
}

/** What the daemon at this address says of itself; null when none (or another program) answers. */
export async function askHealth(host: string, port: number): Promise<Health | null> {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const shown = name.includes(':') ? `[${name}]` : name;
  try {
    const answer = await fetch(`http://${shown}:${port}/healthz`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const health = (await answer.json()) as Health;
    return typeof health.status === 'string' ? health : null;
  } catch {
    return null;
  }
}
