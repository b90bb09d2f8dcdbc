import { EkspresiError } from '../core/errors.js';
import { isOrigin } from '../core/origin.js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password.js';

/** @throws EkspresiError USAGE for what is no name */
export function requireName(name: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,39}$/u.test(name)) {
    throw new EkspresiError('user-name-invalid', {});
  }
}

const MAX_ORIGINS = 20;

/** @throws EkspresiError USAGE for what is no origin of a page, and for too many */
export function requireOrigins(origins: readonly string[]): void {
  const wrong = origins.find((text) => !isOrigin(text));
  if (wrong !== undefined)
    throw new EkspresiError('origin-invalid', { origin: wrong.slice(0, 80) });
  if (origins.length > MAX_ORIGINS) {
    throw new EkspresiError('too-many-origins', { count: MAX_ORIGINS });
  }
}

/** @throws EkspresiError USAGE for one that is too short or too long */
export function requirePassword(password: string): void {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
    throw new EkspresiError('password-length', {
      ...{ shortest: MIN_PASSWORD_LENGTH, longest: MAX_PASSWORD_LENGTH },
    });
  }
}
