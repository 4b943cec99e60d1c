import type { JournaledEvent } from '@multilith/data';

/** The part of {@link PrincipalTokens} that signs the principal of an event. */
export interface PrincipalSeal {
  /**
   * Returns the signed principal of an event of this host, for other hosts; `undefined` if it has no principal or this
   * host cannot sign for it.
   */
  tokenOfEvent(event: JournaledEvent): string | undefined;
}
