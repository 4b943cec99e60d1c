import { Subjects } from '../wire/subjects.js';
import type { HostPermissions } from './host-permissions.js';

/** The login that creates and changes the streams of events. No host can have this name. */
export const PROVISION = 'PROVISION';

/** What `TOOLS` may do: everything. Its password belongs to people, never to a host. */
export function toolsPermissions(_prefix?: string): HostPermissions {
  return { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } };
}

/**
 * What `PROVISION` may do: create and change the streams of events of these contexts, and see which streams there are.
 * The server lets a stream take and republish any subject, so a holder of this login can read and forge everything:
 * give it to the supervisor or the deployment, never to a host.
 *
 * @param options.prefix as in the settings of the transport. Default `multilith`
 * @example serverConfig({ ...permissionsForAll(options), [PROVISION]: provisionPermissions(options) });
 */
export function provisionPermissions(options: {
  readonly contexts: readonly { readonly name: string }[];
  readonly prefix?: string;
}): HostPermissions {
  const subjects = new Subjects(options.prefix);
  const requests = ['CREATE', 'UPDATE', 'INFO'].flatMap((request) =>
    options.contexts.map(({ name }) => `$JS.API.STREAM.${request}.${subjects.stream(name)}`),
  );
  return {
    publish: { allow: ['$JS.API.INFO', '$JS.API.STREAM.LIST', ...requests] },
    subscribe: { allow: [`${subjects.requestInbox(PROVISION)}.>`] },
  };
}
