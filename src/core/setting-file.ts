import { EkspresiError } from './errors.js';

/** Reads a file that the settings name. @throws EkspresiError CONFIG_UNREADABLE; never quotes it */
export function readSettingFile<Content>(path: string, read: () => Content): Content {
  try {
    return read();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new EkspresiError('publish-file-unreadable', { path, reason }, { cause });
  }
}
