import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPermissionTable } from '@multilith/grpc';
import { expect, it } from 'vitest';
import { WorkspaceCopy } from '../../test/workspace-copy.js';
import { extract } from '../extract/extract.js';
import { inline } from '../inline/inline.js';
import { permissionChange } from '../placement/permission-file.js';
import { GRPC_PERMISSIONS } from './grpc-permissions.js';

const TRAFFIC = [
  { name: 'catalog', calls: [], follows: ['orders'] },
  { name: 'orders', calls: ['catalog'], follows: [] },
];

it('the file lists hosts while a context is reached over gRPC', () => {
  const hosts = (topology: string): unknown =>
    (JSON.parse(GRPC_PERMISSIONS.text(TRAFFIC, topology)) as { hosts: unknown }).hosts;
  expect(hosts('{}')).toEqual({});
  expect(hosts('{ "orders": { "transport": "nats" } }')).toEqual({});
  expect(hosts('{ "orders": { "transport": "grpc" } }')).toEqual({
    monolith: { calls: [], follows: ['orders'] },
    orders: { calls: ['catalog'], follows: [] },
  });
});

it.each(['\n', '\r\n'])('extracting writes the file and inlining writes it back, to the byte', (lineBreak) => {
  const copy = new WorkspaceCopy();
  mkdirSync(join(copy.root, 'deploy'));
  copy.write(GRPC_PERMISSIONS.path, lineBreak);
  copy.write(GRPC_PERMISSIONS.path, permissionChange(GRPC_PERMISSIONS, copy.root, copy.read('topology.json'))!.after!);
  const before = copy.checksums();
  const { changes } = extract({ root: copy.root, context: 'orders', transport: 'grpc' });
  expect(changes.map(({ path }) => path)).toContain(GRPC_PERMISSIONS.path);
  const { hosts } = readPermissionTable(join(copy.root, GRPC_PERMISSIONS.path));
  expect(Object.keys(hosts)).toEqual(['monolith', 'orders']);
  if (lineBreak === '\r\n') expect(copy.read(GRPC_PERMISSIONS.path)).not.toMatch(/[^\r]\n/);
  extract({ root: copy.root, context: 'payments', transport: 'nats' });
  inline({ root: copy.root, context: 'orders' });
  inline({ root: copy.root, context: 'payments' });
  expect(copy.checksums()).toEqual(before);
});
