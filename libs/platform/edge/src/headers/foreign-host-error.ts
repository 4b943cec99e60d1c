import { brand } from '@multilith/contract';
import { RequestError } from '../errors/request-error.js';

/** What a request gets that is for another host. */
export const FOREIGN_HOST = 'This host is not answered for. To allow it, list its name in ALLOWED_HOSTS.';

/** A request names a host in `Host` that is not answered. */
export class ForeignHostError extends RequestError {
  static {
    brand(this, 'edge.ForeignHostError');
  }
  override readonly name = 'ForeignHostError';

  constructor() {
    super('FOREIGN_HOST', 403, FOREIGN_HOST);
  }
}
