import type { HostPermissions } from '@multilith/nats';

const PREFIX = 'multilith.';
/** What a look at streams asks of JetStream. */
const LOOKING = [
  '$JS.API.INFO',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.INFO.*',
  '$JS.API.STREAM.MSG.GET.*',
];

/**
 * Logins beside those of the hosts. `PROVISION` creates the streams of the deployment and changes them. `TOOLS` is for people:
 * it hears everything and asks hosts and streams how they are, but sends nothing that a host would act on.
 */
export function otherLogins(contexts: readonly string[]): Readonly<Record<string, HostPermissions>> {
  const streams = contexts.map((context) => `multilith_events_${context}`);
  const requests = ['INFO', 'CREATE', 'UPDATE'].flatMap((request) =>
    streams.map((stream) => `$JS.API.STREAM.${request}.${stream}`),
  );
  return {
    PROVISION: {
      publish: { allow: ['$JS.API.INFO', ...requests] },
      subscribe: { allow: [`${PREFIX}inbox.PROVISION.>`] },
    },
    TOOLS: {
      publish: { allow: ['$SRV.>', ...LOOKING] },
      subscribe: { allow: ['>'] },
    },
  };
}
