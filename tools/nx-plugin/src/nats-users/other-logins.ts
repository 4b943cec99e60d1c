import type { HostPermissions } from '@multilith/nats';

/** Logins beside those of the hosts: people with their tools, and the provisioning of streams. */
export function otherLogins(contexts: readonly string[]): Readonly<Record<string, HostPermissions>> {
  const streams = contexts.map((context) => `multilith_events_${context}`);
  return {
    PROVISION: {
      publish: {
        allow: [
          '$JS.API.INFO',
          ...['INFO', 'CREATE', 'UPDATE'].flatMap((request) =>
            streams.map((stream) => `$JS.API.STREAM.${request}.${stream}`),
          ),
        ],
      },
      subscribe: { allow: ['multilith.inbox.PROVISION.>'] },
      allow_responses: { max: 0, expires: '1s' },
    },
    TOOLS: {
      publish: { allow: ['>'] },
      subscribe: { allow: ['>'] },
      allow_responses: { max: -1, expires: '1h' },
    },
  };
}
