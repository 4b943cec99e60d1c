import { brand } from '@multilith/contract';
import { RequestError } from '../errors/request-error.js';

/** Text for a request with an unknown `Host`. */
export const FOREIGN_HOST = 'This host is not answered for. To allow it, list its name in ALLOWED_HOSTS.';

/** A request has a `Host` that is not accepted. */
export class ForeignHostError extends RequestError {
  static {
    brand(this, 'edge.ForeignHostError');
  }
  override readonly name = 'ForeignHostError';

  constructor() {
    super('FOREIGN_HOST', 403, FOREIGN_HOST);
  }
}
