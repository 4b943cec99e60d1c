import { MultilithError } from '@multilith/contract';

const KEYS =
  'Give every host the public keys of all hosts (PRINCIPAL_PUBLIC_KEYS), also earlier ones whose events are still read.';
const CLOCKS = 'Compare the clocks of the hosts; they may differ by 30 seconds.';

/** A principal that came with a call or event and is not believed. */
export const principalRefused = (why: string, remedy = KEYS): MultilithError =>
  new MultilithError('PRINCIPAL_REFUSED', `A call or event came with a principal that ${why}.`, remedy);

/** A principal that is not valid at this time, or was not at that of its event. */
export const principalOutOfTime = (why: string): MultilithError => principalRefused(why, CLOCKS);
