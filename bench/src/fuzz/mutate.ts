/** Returns a generator of numbers from 0 to 1 that gives the same ones for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes that decoders of protobuf and JSON treat in a way of their own. */
const SPECIAL = [0, 1, 2, 7, 8, 10, 34, 44, 58, 91, 93, 92, 123, 125, 127, 128, 191, 192, 237, 239, 245, 255];
const MAX_SIZE = 4096;
const HUGE_SIZE = 1 << 20;

/** Changes bytes in one to eight places, or returns random ones. Once in a thousand times they become a megabyte. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(random() * limit);
  const any = (): number => (below(2) === 0 ? SPECIAL[below(SPECIAL.length)]! : below(256));
  if (below(20) === 0) return Uint8Array.from({ length: below(200) }, any);
  let result = [...bytes];
  for (let times = 1 + below(8); times > 0; times--) {
    const at = below(result.length + 1);
    const size = below(16);
    switch (below(6)) {
      case 0:
        result[Math.min(at, result.length - 1)] = any();
        break;
      case 1:
        result.splice(at, size);
        break;
      case 2:
        result.splice(at, 0, ...Array.from({ length: size }, any));
        break;
      case 3:
        result.splice(at, 0, ...result.slice(below(result.length), below(result.length)));
        break;
      case 4:
        result = result.slice(0, at);
        break;
      default:
        result.push(...result.slice(at));
    }
    if (result.length > MAX_SIZE) result.length = MAX_SIZE;
  }
  return below(1000) === 0 ? repeated(result, HUGE_SIZE) : Uint8Array.from(result);
}

function repeated(bytes: readonly number[], size: number): Uint8Array {
  const result = new Uint8Array(size);
  if (bytes.length > 0) for (let i = 0; i < size; i++) result[i] = bytes[i % bytes.length]!;
  return result;
}
