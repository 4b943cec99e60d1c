import type { Access, Caller, Principal } from '@multilith/contract';

/** Why a caller may not send a message; `undefined` when it may. */
export function accessRefusal(
  access: Access,
  caller: Caller,
  principal: Principal | undefined,
): 'ACCESS_DENIED' | 'UNAUTHENTICATED' | undefined {
  if (access === 'public') return undefined;
  if (access === 'internal') return caller.kind === 'context' ? undefined : 'ACCESS_DENIED';
  if (!principal) return 'UNAUTHENTICATED';
  if (access === 'authenticated') return undefined;
  return access.roles.some((role) => principal.roles.includes(role)) ? undefined : 'ACCESS_DENIED';
}
