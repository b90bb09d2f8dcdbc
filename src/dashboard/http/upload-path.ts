export const UPLOAD_PATH = '/settings/backups/upload';

/** The one request whose body may be large and slow; only administrators' are read. */
export function isUpload(method: string, path: string): boolean {
  return method === 'POST' && path === UPLOAD_PATH;
}
