import { chownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Gives a file that root has made, such as by a command run with sudo, to the owner of its folder:
 * the service could not open it otherwise. SQLite makes the files beside it likewise. Nothing
 * happens where somebody else runs this.
 */
export function chownLikeParent(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}
