import { bytesMethod } from '../wire/bytes-method.js';

/** The streams of a link, see `link.proto`. */
export type LinkStreamName = 'Exchange' | 'Bulk' | 'Events';

const streamOf = (name: LinkStreamName) => bytesMethod(`/multilith.link.v1.Link/${name}`, true);

/** The service of a link. Frames are bytes here; the link reads and writes them itself. */
export const LINK_SERVICE = {
  exchange: streamOf('Exchange'),
  bulk: streamOf('Bulk'),
  events: streamOf('Events'),
} as const;
