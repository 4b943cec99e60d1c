import type { Content } from '@multilith/contract';
import type { Transport } from './transport.js';

/** The parts of a transport that say how large content may be, and how large it is there. */
export type SizeLimit = Pick<Transport, 'maxMessageBytes' | 'encodedSize'>;

/** Maximum number of UTF-8 bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Encodes content in the form that a transport sends, and returns its size in bytes: exact near the limit, otherwise a
 * quick upper bound.
 */
export function encodedSize(content: Content, transport: SizeLimit): number {
  if (transport.encodedSize) return transport.encodedSize(content);
  const { json } = content;
  const bound = json.length * MAX_BYTES_PER_UNIT;
  return bound <= (transport.maxMessageBytes ?? Infinity) ? bound : Buffer.byteLength(json);
}
