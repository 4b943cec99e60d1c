import type { MethodDefinition } from '@grpc/grpc-js';

/** The streams of a link, see `link.proto`. */
export type LinkStreamName = 'Exchange' | 'Bulk' | 'Events';

const asItIs = (bytes: Buffer): Buffer => bytes;

function streamOf(name: LinkStreamName): MethodDefinition<Buffer, Buffer> {
  return {
    path: `/multilith.link.v1.Link/${name}`,
    requestStream: true,
    responseStream: true,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  };
}

/** The service of a link. Frames are bytes here; the link reads and writes them itself. */
export const LINK_SERVICE = {
  exchange: streamOf('Exchange'),
  bulk: streamOf('Bulk'),
  events: streamOf('Events'),
} as const;
