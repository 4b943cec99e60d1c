import type { Principal } from '@multilith/contract';

/** What events need of {@link PrincipalTokens}: they bring along, signed, who they were caused by. */
export interface PrincipalSeal {
  /** The signed principal; `undefined` for one that this host may not sign. */
  tokenOf(principal: Principal): string | undefined;
  /** @throws RuntimeError where no trusted key has signed it */
  verify(token: string): Principal;
}
