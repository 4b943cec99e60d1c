import type { ContextTraffic } from '@multilith/runtime/host';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { WorkspaceCopy } from '../../test/workspace-copy.js';
import { contextNames } from './contexts.js';
import { placeInCompose } from './place-in-compose.js';

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: object;
  readonly expose?: readonly string[];
  readonly networks: object;
  readonly profiles?: readonly string[];
}

const calling = (name: string, ...calls: string[]): ContextTraffic => ({ name, calls, follows: [] });
const TRAFFIC = [calling('orders', 'catalog'), calling('payments'), calling('catalog')];

/** docker-compose.yml of this workspace with these contexts extracted, one after the other. */
function compose(
  placements: Readonly<Record<string, string>>,
  from?: string,
): { services: Record<string, Service>; text: string; notes: readonly string[] } {
  const copy = new WorkspaceCopy();
  const move = { contexts: contextNames(copy.root), traffic: () => TRAFFIC };
  let text = from ?? copy.read('docker-compose.yml');
  const notes: string[] = [];
  let before = new Map<string, string>();
  for (const [context, transport] of Object.entries(placements)) {
    const after = new Map([...before, [context, transport]]);
    const placed = placeInCompose(text, { ...move, before, after });
    text = placed.text;
    notes.push(...placed.notes);
    before = after;
  }
  return { services: (parse(text) as { services: Record<string, Service> }).services, text, notes };
}

const variables = (service: Service | undefined, kind: string): string[] =>
  Object.keys(service?.environment ?? {}).filter((name) => name.startsWith(`${kind}_`));
const NATS = ['NATS_URL', 'NATS_USER', 'NATS_PASSWORD'];
const CERTIFICATE = ['GRPC_TLS_CA', 'GRPC_TLS_CERT', 'GRPC_TLS_KEY'];

describe('docker-compose.yml', () => {
  it('starts no NATS while no context is reached over it', () => {
    const unused: readonly Readonly<Record<string, string>>[] = [{}, { orders: 'grpc', catalog: 'grpc' }];
    for (const placements of unused) {
      const { services } = compose(placements);
      expect(services['nats']!.profiles).toEqual(['nats']);
      for (const [name, service] of Object.entries(services)) {
        expect([name, variables(service, 'NATS')]).toEqual([name, []]);
        expect([name, Object.keys(service.depends_on ?? {})]).not.toEqual([name, expect.arrayContaining(['nats'])]);
      }
      expect(services['provision']!.networks).toEqual(['data']);
    }
  });

  it('gives those who use NATS a login, and starts them after it', () => {
    const { services } = compose({ orders: 'nats' });
    expect(services['nats']!.profiles).toBeUndefined();
    for (const name of ['monolith', 'orders', 'provision']) {
      expect([name, variables(services[name], 'NATS')]).toEqual([name, NATS]);
      expect(Object.keys(services[name]!.depends_on!)).toContain('nats');
      expect([name, variables(services[name], 'GRPC')]).toEqual([name, []]);
    }
    expect(services['monolith']!.expose).toBeUndefined();
  });

  it('gives hosts that are reached over gRPC an address and a certificate, the monolith too', () => {
    const { services } = compose({ orders: 'grpc' });
    for (const name of ['monolith', 'orders']) {
      expect([name, variables(services[name], 'GRPC')]).toEqual([name, ['GRPC_LISTEN', ...CERTIFICATE]]);
      expect(services[name]!.environment['GRPC_TLS_KEY']).toMatch(`{${name.toUpperCase()}_GRPC_KEY:?`);
    }
    expect(services['monolith']!.expose).toEqual(['50051']);
  });

  it('gives a host both only if it calls or follows a context over the other transport', () => {
    const { services } = compose({ orders: 'grpc', catalog: 'nats', payments: 'nats' });
    expect(variables(services['orders'], 'NATS')).toEqual(NATS);
    expect(Object.keys(services['orders']!.depends_on!)).toContain('nats');
    for (const name of ['catalog', 'payments']) expect([name, variables(services[name], 'GRPC')]).toEqual([name, []]);
    const reversed = compose({ orders: 'nats', catalog: 'grpc', payments: 'grpc' }).services;
    expect(variables(reversed['orders'], 'GRPC')).toEqual(CERTIFICATE);
    for (const name of ['catalog', 'payments']) expect([name, variables(reversed[name], 'NATS')]).toEqual([name, []]);
    expect(Object.keys(services['nats']!.environment)).toEqual(
      expect.arrayContaining(['ORDERS_NATS_PASSWORD', 'CATALOG_NATS_PASSWORD']),
    );
    expect(Object.keys(reversed['nats']!.environment)).not.toContain('CATALOG_NATS_PASSWORD');
  });

  it('keeps a service that was edited by hand, and says what it lacks', () => {
    const edited = compose({ orders: 'grpc' }).text.replace('\n  orders:\n', '\n  orders:\n    # Ours.\n');
    const copy = new WorkspaceCopy();
    const placed = placeInCompose(edited, {
      contexts: contextNames(copy.root),
      before: new Map([['orders', 'grpc']]),
      after: new Map([
        ['orders', 'grpc'],
        ['catalog', 'nats'],
      ]),
      traffic: () => TRAFFIC,
    });
    expect(placed.text).toContain('\n  orders:\n    # Ours.\n');
    expect(placed.notes).toEqual([expect.stringMatching(/service orders .* edited by hand.*NATS_/)]);
  });

  it('leaves the lines of a NATS server elsewhere as they are', () => {
    const elsewhere = new WorkspaceCopy()
      .read('docker-compose.yml')
      .replace(/\n {2}# `nx extract` and `nx inline` write[^]*?(?=\n {2}# Creates roles)/, '')
      .replace('      PRINCIPAL_KEY:', '      NATS_URL: nats://elsewhere:4222\n      PRINCIPAL_KEY:');
    expect(elsewhere).not.toContain('nats:2');
    const { text } = compose({ orders: 'nats' }, elsewhere);
    expect(text).toContain('NATS_URL: nats://elsewhere:4222');
    expect(text).not.toContain('NATS_USER: PROVISION');
  });
});
