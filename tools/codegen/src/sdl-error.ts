/** The SDL of one or more contexts cannot be what it is; lists every fault with the file it is in. */
export class SdlError extends Error {
  override readonly name = 'SdlError';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}
