import { MultilithError } from '@multilith/contract';

const KEYS =
  'Give every host the public keys of all hosts (PRINCIPAL_PUBLIC_KEYS), also earlier ones whose events are still read.';
const CLOCKS = 'Compare the clocks of the hosts; they may differ by 30 seconds.';

/** Returns the error for a principal of a call or event that is refused. */
export const principalRefused = (why: string, remedy = KEYS): MultilithError =>
  new MultilithError('PRINCIPAL_REFUSED', `A call or event came with a principal that ${why}.`, remedy);

/** Returns the error for a principal that is not valid now, or was not valid at the time of its event. */
export const principalOutOfTime = (why: string): MultilithError => principalRefused(why, CLOCKS);
