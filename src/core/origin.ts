/** Whether a text is the origin of pages as browsers write it: scheme, name and port. */
export function isOrigin(text: string): boolean {
  if (!/^https?:\/\/[^\s,;'"]+$/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
