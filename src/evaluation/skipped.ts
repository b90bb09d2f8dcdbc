import { FER_NUMBERS } from './class-names.js';

/** What of a data set was not evaluated. */
export interface Skipped {
  /** Folders of no class, the first {@link MAX_NAMES} of them. */
  readonly folders: readonly string[];
  readonly folderCount: number;
  /** Files in those folders, files of the classes that are no pictures, pictures beside the classes. */
  readonly files: number;
  /** Pictures that could not be read. */
  readonly unreadable: number;
}

export const MAX_NAMES = 20;
const NAMES_IN_LINE = 5;
const MAX_REASON_CHARACTERS = 200;

/** Lines for people about what was left out or taken for granted; none where there is nothing to say. */
export function noteLines(
  skipped: Skipped,
  options: { readonly byFerNumbers: boolean; readonly firstReason: string | null },
): string[] {
  const { folders, folderCount, files, unreadable } = skipped;
  const parts: string[] = [];
  if (folderCount > 0) {
    const names = folders.slice(0, NAMES_IN_LINE).join(', ');
    const more = folderCount > NAMES_IN_LINE ? ', …' : '';
    parts.push(`${counted(folderCount, 'folder')} of no class (${names}${more})`);
  }
  if (files > 0) {
    const none = files === 1 ? 'is no picture' : 'are no pictures';
    parts.push(`${counted(files, 'file')} that ${none} of a class`);
  }
  const lines = parts.length > 0 ? [`skipped ${parts.join(' and ')}`] : [];
  if (unreadable > 0) {
    const reason = options.firstReason?.slice(0, MAX_REASON_CHARACTERS) ?? '';
    lines.push(
      `skipped ${counted(unreadable, 'picture')} that cannot be read; the first: ${reason}`,
    );
  }
  if (options.byFerNumbers) {
    lines.push(`numbered folders were read as ${FER_NUMBERS}; --classes tells another order`);
  }
  return lines;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
