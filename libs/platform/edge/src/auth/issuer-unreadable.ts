import { MultilithError } from '@multilith/contract';

/**
 * Error for metadata or keys of the issuer that cannot be read; the cause of the `AUTH_UNAVAILABLE` that clients get.
 */
export const issuerUnreadable = (problem: string, options?: ErrorOptions): MultilithError =>
  new MultilithError(
    'AUTH_ISSUER_UNREADABLE',
    problem,
    'Check AUTH_ISSUER and that this host reaches it; the keys are read again by themselves.',
    options,
  );
