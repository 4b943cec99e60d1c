/** What a request gets that is for another host. */
export const FOREIGN_HOST = 'This host is not answered for. To allow it, list its name in ALLOWED_HOSTS.';

/** A request names a host in `Host` that is not answered. */
export class ForeignHostError extends Error {
  override readonly name = 'ForeignHostError';
  readonly code = 'FOREIGN_HOST';
  readonly statusCode = 403;

  constructor() {
    super(FOREIGN_HOST);
  }
}
