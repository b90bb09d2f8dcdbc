import { EkspresiError } from '../core/errors.js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password.js';

/** For what is asked rightly but cannot be done. @throws EkspresiError ACCOUNT_REFUSED, always */
export function refuse(message: string, remedy: string): never {
  throw new EkspresiError('ACCOUNT_REFUSED', message, remedy);
}

/** @throws EkspresiError USAGE for what is no name */
export function requireName(name: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,39}$/u.test(name)) {
    throw new EkspresiError(
      'USAGE',
      'A user name has 1 to 40 letters, digits, dots, dashes or underscores',
      'Choose another name.',
    );
  }
}

/** @throws EkspresiError USAGE for one that is too short or too long */
export function requirePassword(password: string): void {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
    throw new EkspresiError(
      'USAGE',
      `A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters`,
      'Choose another password.',
    );
  }
}
