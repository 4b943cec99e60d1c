/** Size of a slab in bytes: several of the largest messages that calls share. */
const SLAB_BYTES = 256 * 1024;
/** Maximum number of UTF-8 bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

let slab = Buffer.alloc(0);
let used = 0;

/**
 * Returns a text in UTF-8. Texts share slabs, which are never written twice: a buffer of its own for each text would
 * cost as much as the encoding, and three times as much from 4 KiB on.
 */
export function encodedText(text: string): Uint8Array {
  const most = text.length * MAX_BYTES_PER_UNIT;
  if (most > SLAB_BYTES >> 2) return Buffer.from(text);
  if (slab.length - used < most) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  const start = used;
  used += slab.write(text, start);
  return slab.subarray(start, used);
}
