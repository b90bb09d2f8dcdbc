import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** The fields of a posted form. @throws HTTPException 400 for a body that is none */
export async function readForm(c: Context): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await c.req.parseBody();
  } catch (error) {
    if (error instanceof TypeError) throw new HTTPException(400, { cause: error });
    throw error;
  }
}

/** One text field of a form, cut at `maxLength`; files and repeated fields count as empty. */
export function formText(
  form: Readonly<Record<string, unknown>>,
  name: string,
  maxLength: number,
): string {
  const value = form[name];
  return typeof value === 'string' ? value.slice(0, maxLength) : '';
}
