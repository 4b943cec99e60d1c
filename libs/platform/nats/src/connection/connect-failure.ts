import { AuthorizationError, UserAuthenticationExpiredError } from '@nats-io/transport-node';
import { NatsError } from '../nats-error.js';

/** Translates the error of the first connection attempt. */
export function connectFailure(error: unknown, servers: readonly string[]): NatsError {
  const where = servers.join(', ');
  const { message } = error as Error;
  if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError)
    return new NatsError(
      'NATS_REFUSED',
      `NATS at ${where} refused this host: ${message}.`,
      'Check NATS_CREDS, NATS_USER and NATS_PASSWORD, NATS_TOKEN or NATS_NKEY, whichever the server asks for.',
      { cause: error },
    );
  if (isTlsFailure(error))
    return new NatsError(
      'NATS_TLS',
      `No secure connection to NATS at ${where} came about: ${message}.`,
      'Set NATS_TLS_CA to the authority of the server, and NATS_TLS_CERT and NATS_TLS_KEY if it asks for a certificate.',
      { cause: error },
    );
  return new NatsError(
    'NATS_UNREACHABLE',
    `NATS at ${where} cannot be reached: ${message || 'no answer'}.`,
    'Check NATS_URL and that the server runs; `npm start` starts one of its own where NATS_URL is not set.',
    { cause: error },
  );
}

function isTlsFailure(error: unknown): boolean {
  const { code = '', message = '', cause } = error as { code?: string; message?: string; cause?: unknown };
  if (/CERT|TLS|SSL|SELF_SIGNED|SIGNATURE/.test(code) || /\b(?:tls|certificate|ssl)\b/i.test(message)) return true;
  return cause instanceof Error && isTlsFailure(cause);
}
