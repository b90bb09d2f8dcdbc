import { describeError, EkspresiError } from '../core/errors.js';

export interface CheckResult {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  /** What to do; null where nothing needs doing. */
  readonly remedy: string | null;
}

export type Verdict = string | { readonly warning: string; readonly remedy: string };

/**
 * Runs one check: its text is what was found; a warning or an error says how to mend it.
 */
export async function check(
  name: string,
  look: () => Verdict | Promise<Verdict>,
): Promise<CheckResult> {
  try {
    const verdict = await look();
    return typeof verdict === 'string'
      ? { name, status: 'ok', message: verdict, remedy: null }
      : { name, status: 'warning', message: verdict.warning, remedy: verdict.remedy };
  } catch (error) {
    const known = error instanceof EkspresiError;
    return {
      name,
      status: 'failed',
      message: known ? error.message : describeError(error),
      remedy: known ? error.remedy : 'Report this with the output of `ekspresi doctor --json`.',
    };
  }
}
