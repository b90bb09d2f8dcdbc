import { expect, it } from 'vitest';
import { createFormatter } from '../../../src/dashboard/view/format.js';

it('writes no sign before what is rounded to zero', () => {
  const { number } = createFormatter('en', 'UTC');
  expect([number(-0.04, 1), number(-0.3), number(-0.06, 1)]).toEqual(['0.0', '0', '-0.1']);
});
