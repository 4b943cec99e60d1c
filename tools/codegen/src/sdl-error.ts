import { MultilithError } from '@multilith/contract';

/** The SDL of one or more contexts cannot be used; lists every fault with the file it is in. */
export class SdlError extends MultilithError {
  override readonly name = 'SdlError';

  constructor(readonly faults: readonly string[]) {
    super(
      'CODEGEN_SDL_INVALID',
      `The SDL of the contexts has faults:\n${faults.join('\n')}\n`,
      'Correct these places.',
    );
  }
}
