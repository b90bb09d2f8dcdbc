/** Names of automatic backups carry their UTC day. */
const NAME = /^ekspresi-(\d{4}-\d{2}-\d{2})\.db$/;

/** File name of the automatic backup of the UTC day of `atMs`. */
export function backupName(atMs: number): string {
  return `ekspresi-${new Date(atMs).toISOString().slice(0, 10)}.db`;
}

/**
 * What to do in a backup folder that holds `names`: the file to make, or null when the day
 * has one, and those to delete so that `kept` remain. The newest by name are kept; after a
 * clock jump into the past the one just made is kept all the same.
 */
export function planBackups(
  names: readonly string[],
  atMs: number,
  kept: number,
): { readonly make: string | null; readonly remove: readonly string[] } {
  const automatic = names.filter((name) => NAME.test(name)).sort();
  const today = backupName(atMs);
  const others = automatic.filter((name) => name !== today);
  const remove = others.slice(0, Math.max(0, others.length - (kept - 1)));
  return { make: automatic.includes(today) ? null : today, remove };
}
