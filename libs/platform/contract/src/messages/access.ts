/**
 * Who may send a command or query. The callee's runtime checks it, in every placement.
 *
 * - `'public'`: anyone, signed in or not.
 * - `'authenticated'`: any signed-in principal.
 * - `roles('sales')`: a signed-in principal with at least one of the roles.
 * - `'internal'`: handlers of other contexts only; never a resolver or another edge.
 *
 * A handler of another context passes `public` and `internal`; for `authenticated` and `roles` the principal in its
 * call is checked, as for the edge. Event handlers act for the subject that caused the event, without roles: declare
 * commands that only they send as `'internal'`.
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
