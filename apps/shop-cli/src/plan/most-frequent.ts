/** The value that was counted most often; among equals the longest, then the first by alphabet. */
export function mostFrequent(counts: ReadonlyMap<string, number> | undefined): string | undefined {
  let best: string | undefined;
  let bestCount = 0;
  for (const [value, count] of counts ?? []) {
    if (count > bestCount || (count === bestCount && isPreferred(value, best!))) {
      best = value;
      bestCount = count;
    }
  }
  return best;
}

function isPreferred(value: string, other: string): boolean {
  return value.length === other.length ? value < other : value.length > other.length;
}
