/** Reason of an abort that is followed by a new start with the configuration read anew. */
export class ReloadRequest extends Error {
  override readonly name = 'ReloadRequest';

  constructor() {
    super('told to read the configuration anew');
  }
}
