import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sync as writeFileAtomicSync } from 'write-file-atomic';
import { EkspresiError } from '../core/errors.js';
import type { Logo, LogoStore } from '../dashboard/kiosk/screen-settings.js';

const NAMES: Readonly<Record<Logo['type'], string>> = {
  'image/svg+xml': 'screen-logo.svg',
  'image/png': 'screen-logo.png',
};
const TYPES = Object.keys(NAMES) as readonly Logo['type'][];
const FILE_MODE = 0o640;

/** The logo of the screen as a file beside the history. */
export function logoFile(dataDir: string): LogoStore {
  const pathOf = (type: Logo['type']) => join(dataDir, NAMES[type]);
  return {
    read: () => {
      const type = TYPES.find((known) => existsSync(pathOf(known)));
      return type === undefined ? null : { type, bytes: readFileSync(pathOf(type)) };
    },
    write: (logo) => {
      try {
        if (logo !== null) {
          const content = Buffer.from(logo.bytes);
          writeFileAtomicSync(pathOf(logo.type), content, { mode: FILE_MODE });
        }
        for (const type of TYPES) {
          if (type !== logo?.type) rmSync(pathOf(type), { force: true });
        }
      } catch (cause) {
        const reason = (cause as Error).message.split(',', 1)[0] ?? '';
        throw new EkspresiError('logo-unwritable', { reason }, { cause });
      }
    },
  };
}
