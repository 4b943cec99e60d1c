import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const TABLES = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
/** Longer than a start takes on a busy machine, in milliseconds. */
const START_MS = 60_000;
const PAUSE_MS = 100;

/** A running Glewlwyd with a person, two clients and an API. */
export interface Glewlwyd {
  readonly issuer: string;
  /** Signs a person in and grants a client scopes, like a browser on the login page. Returns its cookie. */
  signIn(user: string, client: string, scope: string): Promise<string>;
  stop(): void;
}

/** Whether the Debian package `glewlwyd` and `sqlite3` are installed. */
export function hasGlewlwyd(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = (file: string): boolean => folders.some((folder) => canRead(join(folder, file)));
  return found('glewlwyd') && found('sqlite3') && canRead(TABLES);
}

/** Starts a server with its own database, and configures it over its API. */
export async function startGlewlwyd(audience: string, redirectUri: string): Promise<Glewlwyd> {
  const folder = mkdtempSync(join(tmpdir(), 'glewlwyd-'));
  const database = join(folder, 'glewlwyd.db');
  execFileSync('sqlite3', [database], { input: readFileSync(TABLES) });
  const port = await freePort();
  const url = `http://localhost:${port}/api`;
  const config = join(folder, 'glewlwyd.conf');
  writeFileSync(config, configOf(port, database));
  const server = spawn('glewlwyd', ['--config-file', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const stop = (): void => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(url, () => server.exitCode !== null && output);
    const issuer = `${url}/oidc`;
    await setUp(url, issuer, audience, redirectUri);
    const signIn = async (user: string, client: string, scope: string): Promise<string> => {
      const session = await Session.open(url, user, `password-of-${user}`);
      await session.send('PUT', `/auth/grant/${client}/`, { scope });
      return session.cookie;
    };
    return { issuer, signIn, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

async function setUp(url: string, issuer: string, audience: string, redirectUri: string): Promise<void> {
  const admin = await Session.open(url, 'admin', 'password');
  for (const name of ['library', 'sales']) await admin.send('POST', '/scope/', { name, display_name: name });
  const scope = ['openid', 'library', 'sales'];
  const user = { username: 'ada', name: 'Ada', password: 'password-of-ada', scope, enabled: true };
  await admin.send('POST', '/user/?source=database', user);
  const client = { scope, resource: [audience], redirect_uri: [redirectUri], enabled: true };
  await admin.send('POST', '/client/?source=database', {
    ...client,
    client_id: 'app',
    name: 'app',
    confidential: false,
    authorization_type: ['code'],
    token_endpoint_auth_method: ['none'],
  });
  await admin.send('POST', '/client/?source=database', {
    ...client,
    client_id: 'batch',
    name: 'batch',
    confidential: true,
    password: 'secret-of-batch',
    client_secret: 'secret-of-batch',
    authorization_type: ['client_credentials'],
    token_endpoint_auth_method: ['client_secret_basic'],
  });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' };
  await admin.send('POST', '/mod/plugin/', {
    module: 'oidc',
    name: 'oidc',
    display_name: 'oidc',
    enabled: true,
    parameters: {
      iss: issuer,
      'jwt-type': 'jwks',
      'jwks-private': JSON.stringify({ keys: [key] }),
      'default-kid': 'k1',
      'jwks-show': true,
      'access-token-duration': 3600,
      'refresh-token-duration': 7200,
      'code-duration': 600,
      'allow-non-oidc': true,
      'auth-type-code-enabled': true,
      'auth-type-client-enabled': true,
      'auth-type-id-token-enabled': true,
      'resource-allowed': true,
      'resource-client-property': 'resource',
      'resource-scope': {},
      'pkce-allowed': true,
      'oauth-dpop-allowed': true,
      'oauth-dpop-iat-duration': 60,
    },
  });
}

/** A person's session at the API. */
class Session {
  private constructor(
    private readonly url: string,
    readonly cookie: string,
  ) {}

  static async open(url: string, username: string, password: string): Promise<Session> {
    const response = await request(url, '', 'POST', '/auth/', { username, password });
    const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]!);
    return new Session(url, cookies.join('; '));
  }

  async send(method: string, path: string, body: object): Promise<void> {
    await request(this.url, this.cookie, method, path, body);
  }
}

async function request(url: string, cookie: string, method: string, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', cookie };
  const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

const configOf = (port: number, database: string): string => `
port=${port}
external_url="http://localhost:${port}"
login_url="login.html"
api_prefix="api"
static_files_path="/usr/share/glewlwyd/webapp/"
log_mode="console"
log_level="ERROR"
cookie_domain="localhost"
cookie_secure=0
cookie_same_site="empty"
session_expiration=3600
session_key="SESSION"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
user_middleware_module_path="/usr/lib/glewlwyd/user_middleware"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=false
secure_connection_key_file=""
secure_connection_pem_file=""
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "${database}"; };
`;

async function answers(url: string, ended: () => string | false): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await setTimeout(PAUSE_MS)) {
    const answer = await fetch(new URL('/config', url)).catch(() => undefined);
    if (answer?.ok) return;
    const said = ended();
    if (said !== false) throw new Error(`Glewlwyd ended: ${said}`);
  }
  throw new Error('Glewlwyd does not answer.');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function canRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
