/**
 * Number of lanes of every journal. It is part of the stored data (cursors are stored per lane, and subjects and gap
 * reads name lanes), so it never changes for an existing journal.
 */
export const LANES = 16;

/**
 * Returns the lane of an ordering key: the same in every process and version, because it is stored with each event.
 *
 * 32-bit FNV-1a over the UTF-16 code units, finished with Murmur's mixer so that the low bits are even.
 */
export function laneOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    hash ^= key.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % LANES;
}
