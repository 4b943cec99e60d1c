import { errorTable } from '@multilith/contract';

/** Connections to NATS servers, and the streams on them. */
export const NATS_ERRORS = errorTable({
  NATS_UNREACHABLE: {
    when: 'no server answers at start; later a host waits for it and its calls fail as `UNREACHABLE`',
    remedy: 'Check `NATS_URL` and that the server runs.',
  },
  NATS_REFUSED: {
    when: 'the server does not know the user, or its password, token or key',
    remedy: 'Check `NATS_CREDS`, `NATS_USER` and `NATS_PASSWORD`, `NATS_TOKEN` or `NATS_NKEY`.',
  },
  NATS_OPEN: {
    when: 'a host in production has reached a server that lets clients in without a login; any of them could pass for a host',
    remedy: 'Check `NATS_URL`; start the server with a user per host, as `deploy/nats-users.conf` has them.',
  },
  NATS_TLS: {
    when: 'no secure connection could be made',
    remedy: 'Set `NATS_TLS_CA`, and `NATS_TLS_CERT` and `NATS_TLS_KEY` if the server asks for a certificate.',
  },
  NATS_TOO_OLD: {
    when: 'the server is older than 2.9, or than a feature needs that the message names',
    remedy: 'Update the server.',
  },
  NATS_FORBIDDEN: {
    when: 'the server does not let this host subscribe to a subject it needs',
    remedy: 'Give its user the permissions that `permissionsFor` generates.',
  },
  NATS_CONFIG: {
    when: 'a setting cannot be used: a URL, a prefix, a missing file',
    remedy: 'Correct what the message names.',
  },
  NATS_STREAM_MISSING: {
    when: 'logged: no stream keeps the events of a publisher; other hosts get them all the same',
    remedy: 'If readers outside the system need them: `multilith provision`.',
  },
  NATS_STREAM_FOREIGN: {
    when: 'a stream takes other subjects than it must, republishes, or is fed by others. Hosts log it and do not use the stream, `multilith provision` ends with it',
    remedy: 'Find out who made it, delete it with `nats stream rm`, run `multilith provision`.',
  },
  NATS_STREAM_REFUSED: {
    when: 'the server does not create or change a stream; logged by a host: a stream does not take an event, which other hosts get all the same',
    remedy:
      'Start `nats-server` with JetStream and room for it; use the login `PROVISION` with what `provisionPermissions` generates; look at the limits of the stream.',
  },
  NATS_HANDLER_FAILED: {
    when: 'a `@MessagePattern` handler of another host threw; `data` has what it gave to its `RpcException`',
    remedy: 'Look in the log of the host of the handler.',
  },
  NATS_SERVER_MISSING: {
    when: 'a server is to be started and there is no `nats-server`',
    remedy: 'Install one, set `NATS_SERVER`, or name a running one in `NATS_URL`.',
  },
  NATS_SERVER_START: {
    when: 'a `nats-server` of our own did not start',
    remedy: 'Correct what its log says.',
  },
});

type NatsErrors = typeof NATS_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends NatsErrors {}
}
