import { readFileSync } from 'node:fs';
import { credsAuthenticator, nkeyAuthenticator, type ConnectionOptions } from '@nats-io/transport-node';
import { NatsError } from '../nats-error.js';
import type { NatsOptions } from '../nats-options.js';
import type { Servers } from './servers.js';

/** Returns how this host authenticates. Files are read at start. @throws NatsError `NATS_CONFIG` */
export function authentication(
  options: NatsOptions,
  servers: Servers,
): Pick<ConnectionOptions, 'authenticator' | 'user' | 'pass' | 'token'> {
  if (options.credentialsFile !== undefined)
    return { authenticator: credsAuthenticator(readFile('NATS_CREDS', options.credentialsFile)) };
  if (options.nkey !== undefined) return { authenticator: nkeyAuthenticator(seed(options.nkey)) };
  const token = options.token ?? servers.token;
  if (token !== undefined) return { token };
  const user = options.user ?? servers.user;
  const pass = options.password ?? servers.password;
  return user === undefined ? {} : { user, ...(pass === undefined ? {} : { pass }) };
}

function seed(nkey: string): Uint8Array {
  const text = nkey.startsWith('SU')
    ? nkey
    : (/^SU[A-Z2-7]+$/m.exec(readFile('NATS_NKEY', nkey).toString())?.[0] ?? '');
  if (text) return new TextEncoder().encode(text);
  throw new NatsError(
    'NATS_CONFIG',
    `${nkey}, named in NATS_NKEY, holds no seed of a user.`,
    'Give the seed itself (SU…), or a file that holds it, as `nsc generate nkey --user` writes it.',
  );
}

/** Reads a file that a setting names. @throws NatsError `NATS_CONFIG` */
export function readFile(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new NatsError(
      'NATS_CONFIG',
      `${file}, named in ${setting}, cannot be read: ${(cause as Error).message}.`,
      `Correct ${setting}.`,
      { cause },
    );
  }
}
