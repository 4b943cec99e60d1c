import { NatsError } from '../nats-error.js';

/** Servers to connect to, and the login, if the URL contains one. */
export interface Servers {
  /** `host:port` of each server, with `tls://` if the URL asks for TLS. */
  readonly servers: string[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
  readonly tls: boolean;
}

/** Reads the URLs of servers. @throws NatsError `NATS_CONFIG` */
export function readServers(url = 'nats://127.0.0.1:4222'): Servers {
  const urls = url
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(readUrl);
  if (urls.length === 0) throw unusable(url);
  const { username, password } = urls.find((each) => each.username) ?? urls[0]!;
  const user = decodeURIComponent(username) || undefined;
  const secret = decodeURIComponent(password) || undefined;
  return {
    servers: urls.map(({ hostname, port }) => `${hostname}:${port || 4222}`),
    // Like nats-server itself: a user name without a password is a token.
    user: secret === undefined ? undefined : user,
    password: secret,
    token: secret === undefined ? user : undefined,
    tls: urls.some(({ protocol }) => protocol === 'tls:'),
  };
}

function readUrl(text: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(text.includes('://') ? text : `nats://${text}`);
  } catch {
    throw unusable(text);
  }
  if ((url.protocol !== 'nats:' && url.protocol !== 'tls:') || !url.hostname) throw unusable(text);
  return url;
}

const unusable = (text: string): NatsError =>
  new NatsError(
    'NATS_CONFIG',
    `'${text.replace(/\/\/.*@/, '//…@')}' is no URL of a NATS server.`,
    'Set NATS_URL to something like nats://nats:4222, or tls://nats:4222; several are separated by commas.',
  );
