export const ROLES = ['viewer', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** `write` sets markers and sessions and sees nothing else. */
export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Everything that the audit log notes. */
export const AUDIT_ACTIONS = [
  'signed-in',
  'sign-in-failed',
  'signed-out',
  'password-changed',
  'set-up',
  'preferences-changed',
  'site-changed',
  'retention-changed',
  'masks-changed',
  'screen-changed',
  'history-purged',
  'attention-changed',
  'still-shown',
  'user-created',
  'password-reset',
  'user-removed',
  'token-created',
  'token-removed',
  'backup-made',
  'backup-downloaded',
  'backup-uploaded',
  'backup-removed',
  'backup-restored',
  'marker-set',
  'marker-changed',
  'marker-removed',
  'markers-imported',
  'webhook-tested',
  'recording-added',
  'recording-removed',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who asks: a person with a session, a program with a token, or whoever sits at the box. */
export interface SignedIn {
  readonly userId: number;
  readonly name: string;
  readonly role: Role;
  readonly by: 'session' | 'token' | 'address';
  /** What a token may do; absent for a person. */
  readonly scope?: Scope;
  /** A token's: origins of the pages that may read with it. */
  readonly origins?: readonly string[];
}

export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdAtMs: number;
  readonly lastSignInMs: number | null;
}

export interface TokenRow {
  readonly id: number;
  readonly name: string;
  readonly scope: Scope;
  /** Of the pages that may read with it (CORS). */
  readonly origins: readonly string[];
  readonly createdAtMs: number;
  readonly lastUsedMs: number | null;
}

export interface AuditRow {
  readonly id: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly detail: string;
  readonly address: string;
}

declare module 'hono' {
  interface ContextVariableMap {
    user: SignedIn;
    /** Asks the accounts again; absent where the dashboard runs without. */
    isStillAllowed?: () => boolean;
  }
}
