import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CALLS, DEPLOYMENT, FOLLOWS } from '../../test/deployment.js';
import { parseClients } from './client-list.js';
import { ALL_ALLOWED, linkPermissions, PERMISSIONS_FILE, TablePermissions } from './link-permissions.js';
import { permissionTable, permissionTableText, readPermissionTable } from './permission-table.js';

/** Names that a caller could claim. */
const CALLERS = ['monolith', 'orders', 'payments', 'reporting', 'partner', 'TOOLS', '', '__proto__', 'constructor'];
const TARGETS = ['catalog', 'customers', 'orders', 'payments', 'reporting', 'monolith', '', '__proto__', 'constructor'];

const inFile = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'grpc-permissions-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'permissions.json');
  writeFileSync(file, text);
  return file;
};
const TLS = { caFile: 'ca.pem', certFile: 'orders.pem', keyFile: 'orders-key.pem' };

afterEach(() => vi.restoreAllMocks());
const warnings = () => vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});

describe('the permissions of hosts', () => {
  it('are exactly what their contexts use', () => {
    warnings();
    const file = inFile(permissionTableText({ comment: 'for people', ...permissionTable(DEPLOYMENT) }));
    const permissions = linkPermissions({ tls: TLS, permissions: file });
    const allowed = (may: (host: string, context: string) => boolean): string[][] =>
      CALLERS.flatMap((host) => TARGETS.map((context) => [host, context])).filter(([host, context]) =>
        may(host!, context!),
      );
    expect(allowed((host, context) => permissions.mayCall(host, context))).toEqual(CALLS);
    expect(allowed((host, context) => permissions.mayFollow(host, context))).toEqual(FOLLOWS);
    // Services have the same permissions as links.
    expect(allowed((host, context) => permissions.mayUse({ host }, context))).toEqual(CALLS);
  });

  it('leave out contexts on another transport, and hosts without gRPC', () => {
    const topology = { ...DEPLOYMENT.topology, orders: { transport: 'nats' } };
    expect(permissionTable({ ...DEPLOYMENT, topology })).toEqual({
      hosts: {
        monolith: { calls: ['payments'], follows: ['payments', 'reporting'] },
        orders: { calls: [], follows: ['payments'] },
        payments: { calls: ['catalog'], follows: [] },
        reporting: { calls: [], follows: [] },
      },
    });
    expect(permissionTable({ ...DEPLOYMENT, topology: {} })).toEqual({ hosts: {} });
    const apart = DEPLOYMENT.contexts.map(({ name }) => ({ name, calls: [], follows: [] }));
    expect(Object.keys(permissionTable({ topology, contexts: apart }).hosts)).toEqual([
      'monolith',
      'payments',
      'reporting',
    ]);
  });

  it('are written to a file with one line per host', () => {
    const table = permissionTable(DEPLOYMENT);
    const text = permissionTableText(table);
    expect(readPermissionTable(inFile(text))).toEqual(table);
    expect(text.split('\n')).toContain('    "orders": { "calls": ["catalog"], "follows": ["payments"] },');
    expect(permissionTableText({ hosts: {} })).toBe('{\n  "hosts": {}\n}\n');
  });

  it.each(['', '{', '[]', '{}', '{"hosts":[]}', '{"hosts":{"a":{}}}', '{"hosts":{"a":{"calls":"b","follows":[]}}}'])(
    'are required with TLS: %j is not a table',
    (text) => {
      const permissions = inFile(text);
      expect(() => linkPermissions({ tls: TLS, permissions })).toThrow(
        expect.objectContaining({ code: 'GRPC_CONFIG', message: expect.stringContaining(permissions) as string }),
      );
    },
  );

  it('are read from the workspace by default, and are required', () => {
    // Specs run in this workspace, where nothing is extracted.
    expect(readPermissionTable(PERMISSIONS_FILE)).toHaveProperty('hosts');
    expect(linkPermissions({ tls: TLS })).not.toBe(ALL_ALLOWED);
    expect(() => linkPermissions({ tls: TLS, permissions: '/no/such/file' })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('npm run grpc-permissions') as string }),
    );
  });

  it('do not apply in plain text, where no name is proven; a setting without effect is logged', () => {
    const warn = warnings();
    expect(linkPermissions({})).toBe(ALL_ALLOWED);
    expect(warn).not.toHaveBeenCalled();
    expect(linkPermissions({ permissions: '/no/such/file', clients: 'partner' })).toBe(ALL_ALLOWED);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^GRPC_PERMISSIONS and GRPC_CLIENTS has no effect/)]]);
  });

  it('log what they refuse once a minute for each host, context and kind', () => {
    const warn = warnings();
    const permissions = new TablePermissions(permissionTable(DEPLOYMENT));
    for (let i = 0; i < 100; i++) permissions.mayCall('reporting', 'catalog');
    permissions.mayFollow('reporting', 'catalog');
    permissions.mayUse({ client: 'partner' }, 'or\nders');
    permissions.mayUse(undefined, 'orders');
    expect(warn.mock.calls.map(([text]: unknown[]) => text)).toEqual([
      expect.stringMatching(/^The host reporting may not call catalog.*npm run grpc-permissions/),
      expect.stringMatching(/^The host reporting may not follow catalog/),
      expect.stringMatching(/^The client partner may not use the service of or\\nders.*GRPC_CLIENTS/),
      expect.stringMatching(/^The client without a proven name may not use the service of orders/),
    ]);
  });
});

describe('clients that are not hosts', () => {
  it('may use the services listed for them, and nothing that is for hosts', () => {
    warnings();
    const permissions = new TablePermissions(
      permissionTable(DEPLOYMENT),
      parseClients(' partner=orders, catalog; proxy '),
    );
    const uses = (client: string): string[] => TARGETS.filter((context) => permissions.mayUse({ client }, context));
    expect(uses('partner')).toEqual(['catalog', 'orders']);
    expect(uses('proxy')).toEqual(TARGETS);
    expect(uses('stranger')).toEqual([]);
    // A client with the name of a host does not get the rights of the host.
    expect(uses('orders')).toEqual([]);
    for (const client of ['partner', 'proxy'])
      for (const context of TARGETS) {
        expect(permissions.mayCall(client, context)).toBe(false);
        expect(permissions.mayFollow(client, context)).toBe(false);
      }
  });

  it.each(['monolith', 'orders=catalog'])('cannot have the name of a host: %j', (clients) => {
    const hostOf = (context: string): string => (context === 'orders' ? 'orders' : 'monolith');
    expect(() => linkPermissions({ clients, hostOf })).toThrow(
      expect.objectContaining({ code: 'GRPC_CONFIG', message: expect.stringContaining('name of a host') as string }),
    );
  });

  it('are not configured by default', () => {
    expect(parseClients(undefined).size).toBe(0);
    expect(parseClients(' ; ').size).toBe(0);
  });

  it.each(['Partner', 'a b', 'partner=', 'partner=orders,', '=orders', '*', 'partner=*'])('%j is refused', (text) => {
    expect(() => linkPermissions({ clients: text })).toThrow(
      expect.objectContaining({ code: 'GRPC_CONFIG', message: expect.stringContaining('GRPC_CLIENTS') as string }),
    );
  });
});
