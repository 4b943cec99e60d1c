import type { JournaledEvent } from '@multilith/data';

/** What events need of {@link PrincipalTokens}: they bring along, signed, who they were caused by. */
export interface PrincipalSeal {
  /** The signed principal of an own event, for other hosts; `undefined` if it has none or this host cannot prove it. */
  tokenOfEvent(event: JournaledEvent): string | undefined;
}
