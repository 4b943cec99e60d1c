import { brand, MultilithError } from '@multilith/contract';

/**
 * A host tried to move a cursor that another host has moved or taken over. Its transaction was rolled back, so no
 * effect happened twice; the engine reads the cursor again and continues.
 */
export class StaleLeaseError extends MultilithError {
  static {
    brand(this, 'events.StaleLeaseError');
  }
  override readonly name = 'StaleLeaseError';
  constructor(what: string) {
    super(
      'STALE_LEASE',
      `${what} is held by another host, or its cursor has moved.`,
      'Nothing was applied twice and nothing needs to be done; if it is frequent, the host pauses for longer than its leases last.',
    );
  }
}
