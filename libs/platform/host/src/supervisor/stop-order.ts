/** Who calls whom, by names of hosts. */
export type HostCalls = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Hosts in the order in which they are stopped, those of a group at the same time. The one with the edge goes first, and
 * finishes what people wait for while all others still answer. Of the others, a host goes when all that call it have gone;
 * those that call each other in a circle go together.
 *
 * @param edge the host that takes requests from outside
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
