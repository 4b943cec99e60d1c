import type { Access, Caller, Principal } from '@multilith/contract';
import { callFailure } from './call-failures.js';
import type { BoundMessage } from './remote-callee.js';

/**
 * A message of an earlier version needs the access of that version and that of the current one: an earlier version
 * does not bypass an access that was narrowed.
 *
 * @throws RemoteCallError `ACCESS_DENIED` or `UNAUTHENTICATED` if the caller may not send the message
 */
export function checkAccess(binding: BoundMessage, caller: Caller, principal: Principal | undefined): void {
  const { definition, current } = binding;
  const refusal =
    refusalOf(definition.access!, caller, principal) ??
    (current && refusalOf(current.definition.access!, caller, principal));
  if (refusal) throw callFailure(refusal, binding, caller, { mayHaveExecuted: false });
}

function refusalOf(
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
