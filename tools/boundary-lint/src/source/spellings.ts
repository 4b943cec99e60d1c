/** More spellings than this of one expression are treated as unknown. */
export const MANY = 16;

/** Every way to put parts together that have several spellings each; `undefined` when a part is unknown or there are too many. */
export function product(parts: readonly (string[] | undefined)[], separator: string): string[] | undefined {
  let all: string[] | undefined;
  for (const part of parts) {
    if (!part) return undefined;
    all = all ? all.flatMap((head) => part.map((tail) => `${head}${separator}${tail}`)) : [...part];
    if (all.length > MANY) return undefined;
  }
  return all ?? [''];
}

/** All spellings of all parts; `undefined` when one is unknown. */
export const union = (parts: readonly (string[] | undefined)[]): string[] | undefined =>
  parts.every((part) => part !== undefined) ? [...new Set(parts.flatMap((part) => part!))] : undefined;
