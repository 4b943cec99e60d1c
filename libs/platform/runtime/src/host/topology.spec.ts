import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type Type } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { contract, query } from '@multilith/contract';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ContextModule } from '../context.module.js';
import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { temporaryPrincipalKeys, type HostKeys } from '../principal/principal-keys.js';
import { startHost, type Host } from './start-host.js';
import { readTopology, type Topology } from '../topology/topology.js';

class Tide extends query('sea.Tide', { input: z.object({}), output: z.string(), access: 'public' }) {}
class Wind extends query('sky.Wind', { input: z.object({}), output: z.string(), access: 'public' }) {}
@QueryHandler(Tide)
class TideHandler {
  execute = async (): Promise<string> => 'high';
}
@QueryHandler(Wind)
class WindHandler {
  execute = async (): Promise<string> => 'west';
}
@Module({ imports: [ContextModule.forFeature({ contract: contract('sea', [Tide]) })], providers: [TideHandler] })
class SeaModule {}
@Module({ imports: [ContextModule.forFeature({ contract: contract('sky', [Wind]) })], providers: [WindHandler] })
class SkyModule {}

describe('the topology', () => {
  let loaded: string[] = [];
  const loads = (name: string, module: Type) => ({
    module: async (): Promise<Type> => {
      loaded.push(name);
      return module;
    },
  });
  const contexts = { sea: loads('sea', SeaModule), sky: loads('sky', SkyModule) };
  const placements = ({ contexts: described }: ReturnType<Host['describe']>): Record<string, string> =>
    Object.fromEntries(described.map(({ name, placement }) => [name, placement]));
  const start = async (host: string, topology: Topology): Promise<Record<string, string>> => {
    const transports = { nats: new LoopbackNetwork().connect };
    const principalKeys = temporaryPrincipalKeys();
    const running = await startHost({ host, contexts, topology, transports, principalKeys, logger: false });
    const where = placements(running.describe());
    await running.stop();
    return where;
  };
  beforeEach(() => (loaded = []));

  it('loads every context into the monolith where nothing else is said', async () => {
    expect(await start('monolith', {})).toEqual({ sea: 'here', sky: 'here' });
    expect(loaded).toEqual(['sea', 'sky']);
  });

  it('loads nothing of a context that runs elsewhere', async () => {
    expect(await start('monolith', { sky: { transport: 'nats' } })).toEqual({ sea: 'here', sky: 'nats' });
    expect(loaded).toEqual(['sea']);
  });

  it('loads only its own context into a host of its own', async () => {
    expect(await start('sky', { sky: { transport: 'nats' } })).toMatchObject({ sky: 'here' });
    expect(loaded).toEqual(['sky']);
  });

  it.each([
    [{ nats: new LoopbackNetwork().connect, carrier: new LoopbackNetwork().connect }, 'Registered: nats, carrier.'],
    [undefined, 'Registered: none.'],
  ])('refuses a transport that is not registered, and lists those that are', async (transports, listed) => {
    const topology: Topology = { sky: { transport: 'constructor' } };
    const registered = transports ? { transports } : {};
    const started = startHost({
      contexts,
      topology,
      ...registered,
      principalKeys: temporaryPrincipalKeys(),
      logger: false,
    });
    await expect(started).rejects.toMatchObject({
      faults: [
        {
          code: 'TRANSPORT_MISSING',
          problem: expect.stringMatching(new RegExp(`'constructor'.* ${listed}$`)) as string,
          remedy: "Add a connector to its options, transports: { 'constructor': … }, or change topology.json.",
        },
      ],
    });
  });

  it('connects a registered transport under any name', async () => {
    const topology: Topology = { sky: { transport: 'carrier' } };
    const transports = { carrier: new LoopbackNetwork().connect };
    const principalKeys = temporaryPrincipalKeys();
    const running = await startHost({ contexts, topology, transports, principalKeys, logger: false });
    expect(placements(running.describe())).toEqual({ sea: 'here', sky: 'carrier' });
    await running.stop();
  });

  it('needs a key of this host and the public keys of all others, and names those that are missing', async () => {
    const topology: Topology = { sky: { transport: 'nats' } };
    const transports = { nats: new LoopbackNetwork().connect };
    const without = (principalKeys?: HostKeys): Promise<Host> =>
      startHost({
        host: 'sky',
        contexts,
        topology,
        transports,
        ...(principalKeys ? { principalKeys } : {}),
        logger: false,
      });
    const missing = (text: string): unknown =>
      expect.objectContaining({
        faults: [
          expect.objectContaining({ code: 'PRINCIPAL_KEY_MISSING', problem: expect.stringContaining(text) as string }),
        ],
      });
    await expect(without()).rejects.toEqual(missing("Host 'sky' deals with other hosts, but has no key to sign"));
    const { signing, trusted, issuers } = temporaryPrincipalKeys()('sky');
    const own = new Map([['sky', trusted.get('sky')!]]);
    await expect(without({ signing, trusted: own, issuers })).rejects.toEqual(missing('no public key of monolith'));
    await expect(without({ signing: undefined, trusted, issuers })).rejects.toEqual(missing('no key to sign'));
  });

  describe('as a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'topology-'));
    const file = join(folder, 'topology.json');
    afterAll(() => rmSync(folder, { recursive: true }));
    const read = (text: string): Topology => {
      writeFileSync(file, text);
      return readTopology(file);
    };

    it('keeps everything in the monolith when it is not there', () => {
      expect(readTopology(join(folder, 'none.json'))).toEqual({});
    });

    it('says where contexts run, and names any transport', () => {
      expect(read('{ "sky": { "transport": "carrier-2" } }')).toEqual({ sky: { transport: 'carrier-2' } });
    });

    it.each([
      '{',
      '[]',
      '{ "sky": "nats" }',
      '{ "sky": { "transport": "Carrier pigeon" } }',
      '{ "sky": { "transport": "here" } }',
      '{ "sky": { "transport": "" } }',
      '{ "Sky!": { "transport": "nats" } }',
    ])('is refused, with what is wrong, when it says %s', (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ code: 'TOPOLOGY_INVALID' }));
    });
  });
});
