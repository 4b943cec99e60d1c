/** Sum of all values. */
export function sum(values: ReadonlyMap<string, bigint>): bigint {
  return [...values.values()].reduce((total, value) => total + value, 0n);
}

/** Keys with different values on both sides; what is missing counts as zero. */
export function differences(
  ours: ReadonlyMap<string, bigint>,
  theirs: ReadonlyMap<string, bigint>,
): Array<readonly [string, bigint, bigint]> {
  const keys = new Set([...ours.keys(), ...theirs.keys()]);
  return [...keys]
    .map((key) => [key, ours.get(key) ?? 0n, theirs.get(key) ?? 0n] as const)
    .filter(([, ourValue, theirValue]) => ourValue !== theirValue);
}

/** Subtracts the second map from the first, key by key; a missing value counts as zero. */
export function minus(
  values: ReadonlyMap<string, bigint>,
  less: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const left = new Map(values);
  for (const [key, value] of less) left.set(key, (left.get(key) ?? 0n) - value);
  return left;
}
