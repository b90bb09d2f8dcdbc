import { EkspresiError } from '../core/errors.js';

/** A code of letters, digits, `-` and `_` with a digit in it: a first name has none. */
export const PARTICIPANT_PATTERN = '(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_\\-]{0,19}';

const PARTICIPANT = new RegExp(`^${PARTICIPANT_PATTERN}$`);

/** @throws EkspresiError USAGE for what may be a name */
export function requireParticipantCode(code: string): string {
  if (PARTICIPANT.test(code)) return code;
  throw new EkspresiError('participant-code', { code });
}
