/** One text field of a form, cut at `maxLength`; files and repeated fields count as empty. */
export function formText(
  form: Readonly<Record<string, unknown>>,
  name: string,
  maxLength: number,
): string {
  const value = form[name];
  return typeof value === 'string' ? value.slice(0, maxLength) : '';
}
