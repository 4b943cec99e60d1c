import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../test/running-edge.js';

let edge: RunningEdge;
let ping: () => Promise<void>;
beforeAll(async () => {
  edge = await startEdge({ ping: () => ping() });
});
afterEach(() => void (ping = async () => {}));
afterAll(() => edge?.stop());

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${edge.url}${path}`, init);
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { errors: [{ extensions: { code: string } }] }).errors[0].extensions.code;

describe('health', () => {
  it('is live and ready', async () => {
    ping = async () => {};
    expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'ok' });
  });

  it('is not ready while a database does not respond, and still live', async () => {
    ping = () => Promise.reject(new Error('connection refused at 10.0.0.5'));
    const ready = await get('/health/ready');
    expect([ready.status, await ready.text()]).toEqual([503, '{"status":"database-unavailable"}']);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('answers every client, whatever its token', async () => {
    expect((await get('/health/ready', { headers: { authorization: 'Bearer nonsense' } })).status).toBe(200);
  });
});

describe('a path', () => {
  it.each(['/', '/status.json', '/health/live', '/health/ready', '/graphiql'])(
    '%s answers HEAD as GET, without a body',
    async (path) => {
      const head = await get(path, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
    },
  );

  it.each([
    ['/', 'GET, HEAD, OPTIONS'],
    ['/status.json', 'GET, HEAD, OPTIONS'],
    ['/graphql', 'GET, POST, OPTIONS'],
    ['/health/ready', 'GET, HEAD, OPTIONS'],
  ])('%s lists its methods by OPTIONS, and allows no other site', async (path, methods) => {
    const response = await get(path, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect([response.status, response.headers.get('allow')]).toEqual([204, methods]);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['DELETE', 'PUT', 'PATCH'])('/graphql does not accept %s', async (method) => {
    const response = await get('/graphql', { method });
    expect([response.status, await codeOf(response)]).toEqual([404, 'NOT_FOUND']);
  });

  it('that does not exist is a JSON 404', async () => {
    const response = await get('/admin');
    expect([response.status, await codeOf(response)]).toEqual([404, 'NOT_FOUND']);
  });

  it('that cannot be decoded is a JSON 400', async () => {
    const response = await get('/%ff');
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('an invalid token', () => {
  it.each(['/graphql?query={__typename}', '/'])('is refused at %s with 401', async (path) => {
    const response = await get(path, { headers: { authorization: 'Bearer nonsense' } });
    expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(response.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('the index page', () => {
  it('shows what runs where, and loads nothing from other servers', async () => {
    const page = await (await get('/')).text();
    expect(page).toContain('echo');
    expect(page).toContain('href="/graphiql"');
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('still shows what runs here while a database does not respond', async () => {
    const status = (): Promise<never> => Promise.reject(new Error('connection refused at 10.0.0.5'));
    const lost = await startEdge({ status });
    const response = await fetch(lost.url);
    const page = await response.text();
    await lost.stop();
    expect(response.status).toBe(200);
    expect(page).toContain('echo');
    expect(page).toContain('A database does not answer');
    expect(page).not.toContain('10.0.0.5');
  });

  it('that fails answers with a JSON error, not with a page', async () => {
    const describe = (): never => {
      throw new Error('no idea');
    };
    const failing = await startEdge({ describe });
    const response = await fetch(failing.url);
    const answered = [response.status, response.headers.get('content-type'), await codeOf(response)];
    await failing.stop();
    expect(answered).toEqual([500, 'application/json; charset=utf-8', 'INTERNAL']);
  });
});

describe('the status of the host', () => {
  it('is computed once for concurrent viewers, and not without viewers', async () => {
    let asked = 0;
    const status = async (): Promise<[]> => {
      asked++;
      return [];
    };
    const watched = await startEdge({ status });
    try {
      await fetch(`${watched.url}/health/ready`);
      expect(asked).toBe(0);
      const looks = Array.from({ length: 50 }, (_, n) => fetch(`${watched.url}${n % 2 ? '/' : '/status.json'}`));
      for (const look of looks) expect((await look).status).toBe(200);
      expect(asked).toBeLessThanOrEqual(2);
    } finally {
      await watched.stop();
    }
  });

  it('is also available as JSON', async () => {
    const response = await get('/status.json');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toMatchObject({
      host: 'monolith',
      contexts: [{ name: 'echo', placement: 'here' }],
      subscriptions: [],
      parked: [],
      earlierCalls: [],
    });
  });

  it('is visible in production only to role operations', async () => {
    const production = await startEdge({ development: false });
    const asked = async (path: string, ...roles: string[]): Promise<[number, boolean]> => {
      const authorization = `Bearer ${await production.issuer.sign({ subject: 'ada', roles })}`;
      const headers = roles.length > 0 ? { authorization } : undefined;
      const response = await fetch(`${production.url}${path}`, headers ? { headers } : {});
      return [response.status, />echo<|"echo"/.test(await response.text())];
    };
    try {
      expect(await asked('/')).toEqual([200, false]);
      expect(await asked('/', 'sales')).toEqual([200, false]);
      expect(await asked('/', 'operations')).toEqual([200, true]);
      expect(await asked('/status.json')).toEqual([404, false]);
      expect(await asked('/status.json', 'sales')).toEqual([404, false]);
      expect(await asked('/status.json', 'operations')).toEqual([200, true]);
    } finally {
      await production.stop();
    }
  });
});

describe('an error', () => {
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
  it.each([
    ['/admin', {}, 404, 'NOT_FOUND'],
    ['/%ff', {}, 400, 'BAD_REQUEST'],
    ['/', { authorization: 'Bearer nonsense' }, 401, 'UNAUTHENTICATED'],
  ])('at %s is a page for a browser, with the code', async (path, headers, status, code) => {
    const response = await get(path, { headers: { accept, ...headers } as Record<string, string> });
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^;]+; img/,
    );
    expect(page).toContain(code);
    expect(page).toContain('href="/"');
    const head = await get(path, { method: 'HEAD', headers: { accept, ...headers } as Record<string, string> });
    expect([head.status, await head.text()]).toEqual([status, '']);
  });

  it('does not run scripts in a URL', async () => {
    const page = await (await get('/<script>alert(1)</script>', { headers: { accept } })).text();
    expect(page).not.toContain('<script');
  });

  it('is JSON for programs, also if a browser sends the request', async () => {
    const posted = await get('/admin', { method: 'POST', headers: { accept } });
    expect([posted.status, await codeOf(posted)]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('GraphiQL', () => {
  it('is one self-contained page, signed in on this machine', async () => {
    const page = await (await get('/graphiql')).text();
    expect(page).toMatch(/Bearer eyJ/);
    expect(page).not.toMatch(/<(?:script|link)[^>]*(?:src|href)="(?:https?:)?\/\//);
  });

  it('does not exist in production', async () => {
    const production = await startEdge({ development: false });
    try {
      expect((await fetch(`${production.url}/graphiql`)).status).toBe(404);
      expect(await (await fetch(production.url)).text()).not.toContain('graphiql');
    } finally {
      await production.stop();
    }
  });
});

describe('the schema', () => {
  it('is hidden in production, from introspection and from suggestions', async () => {
    const production = await startEdge({ development: false });
    try {
      for (const query of [
        '{ __schema { types { name } } }',
        '{ __type(name: "Query") { name } }',
        '{ thinks { id } }',
      ]) {
        const { status, errors } = await production.client.send(query);
        expect([status, errors[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
        expect(errors[0]?.message).not.toMatch(/did you mean|things/i);
      }
      expect(await production.client.data('{ __typename }')).toEqual({ __typename: 'Query' });
    } finally {
      await production.stop();
    }
  });
});

describe('the development keys', () => {
  it('are published without their private half', async () => {
    const { keys } = (await (await get('/.well-known/jwks.json')).json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
  });
});

// Last, because a drain cannot be undone.
describe('a host that is shutting down', () => {
  it('fails its readiness check before it stops accepting requests', async () => {
    edge.reference.drain();
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect((await edge.client.send('{ __typename }')).status).toBe(200);
  });
});
