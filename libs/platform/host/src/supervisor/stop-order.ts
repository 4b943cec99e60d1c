/** Callees of each caller, by names of hosts. */
export type HostCalls = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Returns the hosts in the order in which they are stopped; hosts in a group stop at the same time. The host with the
 * edge stops first, and finishes its requests while all others still respond. Any other host stops once all its callers
 * have stopped; hosts that call each other in a cycle stop together.
 *
 * @param edge the host that accepts requests from outside
 */
export function stopOrder(hosts: readonly string[], calls: HostCalls, edge: string): string[][] {
  const groups = hosts.includes(edge) ? [[edge]] : [];
  let left = hosts.filter((host) => host !== edge);
  while (left.length > 0) {
    const called = new Set(left.flatMap((host) => [...(calls.get(host) ?? [])].filter((callee) => callee !== host)));
    const uncalled = left.filter((host) => !called.has(host));
    const group = uncalled.length > 0 ? uncalled : left;
    groups.push(group);
    left = left.filter((host) => !group.includes(host));
  }
  return groups;
}
