/**
 * Who may send a command or query. The runtime checks it at the callee, in every placement.
 *
 * - `'public'`: anyone, signed in or not.
 * - `'authenticated'`: any signed-in principal.
 * - `roles('sales')`: a signed-in principal with at least one of the roles.
 * - `'internal'`: handlers of other contexts only; never a resolver or another edge.
 *
 * A handler of another context passes `public` and `internal`; for `authenticated` and `roles` the principal that
 * travels in its call counts, as it does for the edge. Handlers of events act for the subject that caused the event,
 * without roles: what only they send is `'internal'`.
 */
export type Access = 'public' | 'authenticated' | 'internal' | { readonly roles: readonly string[] };

/**
 * Access for principals that hold at least one of these roles.
 *
 * @example command('inventory.ReceiveStock', { access: roles('warehouse'), … })
 */
export function roles(...names: [string, ...string[]]): Access {
  return Object.freeze({ roles: Object.freeze([...names]) });
}
