import { PROVISION, provisionPermissions, TOOLS, type HostPermissions } from '@multilith/nats';

/** What a look at streams asks of JetStream; a stream holds copies, so that one which is wrong may be removed. */
const STREAM_REQUESTS = [
  '$JS.API.INFO',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.INFO.*',
  '$JS.API.STREAM.MSG.GET.*',
  '$JS.API.STREAM.DELETE.*',
  '$JS.API.CONSUMER.LIST.*',
  '$JS.API.CONSUMER.NAMES.*',
  '$JS.API.CONSUMER.INFO.*.*',
];

/**
 * Logins beside those of the hosts. `PROVISION` creates the streams of the deployment and changes them. `TOOLS` is for people:
 * it hears everything and asks hosts and streams how they are, but sends nothing that a host would act on.
 */
export function otherLogins(contexts: readonly { readonly name: string }[]): Readonly<Record<string, HostPermissions>> {
  return {
    [PROVISION]: provisionPermissions({ contexts }),
    [TOOLS]: { publish: { allow: ['$SRV.>', ...STREAM_REQUESTS] }, subscribe: { allow: ['>'] } },
  };
}
