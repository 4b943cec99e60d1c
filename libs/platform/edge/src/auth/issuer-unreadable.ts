import { MultilithError } from '@multilith/contract';

/** The metadata or the keys of the issuer cannot be read; the cause of what a client sees as `AUTH_UNAVAILABLE`. */
export const issuerUnreadable = (problem: string, options?: ErrorOptions): MultilithError =>
  new MultilithError(
    'AUTH_ISSUER_UNREADABLE',
    problem,
    'Check AUTH_ISSUER and that this host reaches it; the keys are read again by themselves.',
    options,
  );
