import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { passwordVariable } from '@multilith/nats';
import { startNatsServer } from '@multilith/nats/server';
import { expect, it, onTestFinished } from 'vitest';
import { WorkspaceCopy } from '../../test/workspace-copy.js';
import { extract } from '../extract/extract.js';
import { inline } from '../inline/inline.js';
import { permissionChange } from '../placement/permission-file.js';
import { NATS_USERS } from './nats-users.js';

const TRAFFIC = [
  { name: 'catalog', calls: [], follows: [] },
  { name: 'orders', calls: ['catalog'], follows: [] },
];
const ORDERS_OUT = '{ "orders": { "transport": "nats" } }';

it('a server that includes the file lets each login in with its own password, and no one else', async () => {
  const logins = ['monolith', 'orders', 'PROVISION', 'TOOLS'];
  const passwords = Object.fromEntries(logins.map((name) => [passwordVariable(name), `p${name}`]));
  const server = await startNatsServer({ config: NATS_USERS.text(TRAFFIC, ORDERS_OUT), env: passwords });
  onTestFinished(() => server.stop());
  for (const user of logins) {
    const connection = await connect({ servers: server.url, user, pass: `p${user}` });
    await connection.close();
    await expect(connect({ servers: server.url, user, pass: 'p' })).rejects.toThrow(/authorization/i);
  }
  await expect(connect({ servers: server.url })).rejects.toThrow(/authorization/i);
});

it('a server without one of the passwords does not start', async () => {
  await expect(startNatsServer({ config: NATS_USERS.text(TRAFFIC, ORDERS_OUT) })).rejects.toMatchObject({
    code: 'NATS_SERVER_START',
    message: expect.stringContaining('NATS_PASSWORD') as string,
  });
});

it('a context has a login of its own while it is extracted', () => {
  const users = (topology: string): string[] =>
    [...NATS_USERS.text(TRAFFIC, topology).matchAll(/user: "(.*)"/g)].map(([, user]) => user!);
  expect(users('{}')).toEqual(['monolith', 'PROVISION', 'TOOLS']);
  expect(users(ORDERS_OUT)).toEqual(['monolith', 'orders', 'PROVISION', 'TOOLS']);
});

it.each(['\n', '\r\n'])('extracting writes the file and inlining writes it back, to the byte', (lineBreak) => {
  const copy = new WorkspaceCopy();
  mkdirSync(join(copy.root, 'deploy'));
  copy.write(NATS_USERS.path, lineBreak);
  copy.write(NATS_USERS.path, permissionChange(NATS_USERS, copy.root, copy.read('topology.json'))!.after!);
  const before = copy.checksums();
  const { changes } = extract({ root: copy.root, context: 'orders', transport: 'nats' });
  expect(changes.map(({ path }) => path)).toContain(NATS_USERS.path);
  expect(copy.read(NATS_USERS.path)).toContain('user: "orders"');
  if (lineBreak === '\r\n') expect(copy.read(NATS_USERS.path)).not.toMatch(/[^\r]\n/);
  extract({ root: copy.root, context: 'payments', transport: 'nats' });
  inline({ root: copy.root, context: 'orders' });
  inline({ root: copy.root, context: 'payments' });
  expect(copy.checksums()).toEqual(before);
});
