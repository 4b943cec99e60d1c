import { Subjects } from '../wire/subjects.js';
import type { HostPermissions } from './host-permissions.js';

/** Login that creates and changes event streams. No host can have this name. */
export const PROVISION = 'PROVISION';

/** Permissions of `TOOLS`: everything. Its password is for people, never for a host. */
export function toolsPermissions(_prefix?: string): HostPermissions {
  return { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } };
}

/**
 * Permissions of `PROVISION`: create and change the event streams of these contexts, and list all streams. The server
 * lets a stream consume and republish any subject, so this login can read and forge everything: give it to the
 * supervisor or the deployment, never to a host.
 *
 * @param options.prefix as in the settings of the transport. Default: `multilith`
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
