import { HTTPException } from 'hono/http-exception';

/** Why a request is not served, where it is not for what the account may do. */
export type Refusal =
  | { readonly because: 'wrong-host'; readonly name: string }
  | { readonly because: 'foreign-origin' }
  | { readonly because: 'forwarded' };

/** Answered with 403 and words of its own. */
export class RefusedRequest extends HTTPException {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(403, { message: refusal.because });
    this.refusal = refusal;
  }
}
