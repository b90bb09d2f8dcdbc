import type { z } from 'zod';
import { EkspresiError } from '../../core/errors.js';

/** @throws EkspresiError USAGE naming the first parameter that is not understood */
export function checkedQuery<Query>(
  schema: z.ZodType<Query>,
  given: Readonly<Record<string, string>>,
): Query {
  const query = schema.safeParse(given);
  if (query.success) return query.data;
  const [issue] = query.error.issues;
  throw new EkspresiError('query-invalid', {
    field: issue?.path.join('.') ?? 'query',
    problem: issue?.message ?? 'not understood',
  });
}
