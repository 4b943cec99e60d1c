import { brand, MultilithError } from '@multilith/contract';

/**
 * The journal of a context in another host cannot be read at the moment. Subscriptions to it wait and keep their
 * cursors; no attempts are counted.
 */
export class JournalUnavailableError extends MultilithError {
  static {
    brand(this, 'events.JournalUnavailableError');
  }
  override readonly name = 'JournalUnavailableError';

  constructor(publisher: string, problem: string, options?: ErrorOptions) {
    super(
      'JOURNAL_UNAVAILABLE',
      `The journal of '${publisher}' cannot be read: ${problem}.`,
      'It is read from the host of that context: see that it runs and that both reach the network. Nothing is lost; reading goes on when it answers.',
      options,
    );
  }
}
