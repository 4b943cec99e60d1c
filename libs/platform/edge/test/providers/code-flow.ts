import { createHash, randomBytes } from 'node:crypto';

/** A client of a provider and its request. */
export interface CodeFlow {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** RFC 8707: the API that the access token is for. */
  readonly resource: string;
  /** Answers of a person to the provider's forms. Default: none. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Cookie of a person who has already signed in. Default: none. */
  readonly cookie?: string;
  /** Additional parameters that the provider needs. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Headers of the request for tokens, such as a proof of possession. Default: none. */
  readonly tokenHeaders?: Readonly<Record<string, string>>;
}

/** Tokens that a provider issues at the end. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token?: string;
}

/**
 * Signs a person in with an authorization code and PKCE, like a browser and an app: follows redirects, fills in forms.
 */
export async function signInWithCode(flow: CodeFlow): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URL(flow.authorizationUrl);
  asked.search = new URLSearchParams({
    response_type: 'code',
    client_id: flow.clientId,
    redirect_uri: flow.redirectUri,
    scope: flow.scope,
    resource: flow.resource,
    nonce: 'a-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...flow.parameters,
  }).toString();
  const code = await visit(asked, flow);
  const response = await fetch(flow.tokenUrl, {
    method: 'POST',
    headers: { ...flow.tokenHeaders },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: flow.clientId,
      redirect_uri: flow.redirectUri,
      code_verifier: verifier,
      resource: flow.resource,
    }),
  });
  const tokens = (await response.json()) as Tokens;
  if (!response.ok) throw new Error(`The provider gives no tokens: ${JSON.stringify(tokens)}`);
  return tokens;
}

/** More pages than any provider shows. */
const MAX_STEPS = 20;

async function visit(start: URL, { redirectUri, answers = {}, cookie: given = '' }: CodeFlow): Promise<string> {
  const cookies = new Map<string, string>();
  let [url, init]: [URL, RequestInit] = [start, {}];
  for (let step = 0; step < MAX_STEPS; step++) {
    const cookie = [given, ...[...cookies].map(([name, value]) => `${name}=${value}`)].filter(Boolean).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, value!);
    }
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url);
      init = {};
      const code = url.searchParams.get('code');
      if (url.href.startsWith(redirectUri)) {
        if (code) return code;
        throw new Error(`The provider refuses: ${url.search}`);
      }
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`No form and no redirect at ${url.href}: ${response.status} ${page.slice(0, 500)}`);
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]+)"/g)].map(
      ([, name, value]): [string, string] => [name!, value!],
    );
    url = new URL(action, url);
    init = { method: 'POST', body: new URLSearchParams({ ...answers, ...Object.fromEntries(hidden) }) };
  }
  throw new Error('The provider never comes to an end.');
}
