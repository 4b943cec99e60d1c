import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ContextTraffic } from '../../host/context-traffic.js';
import type { CallReply, Transport } from '../transport.js';
import { answer, aRequest, plain, type TransportUnderTest, type TransportWorld } from './transport-world.js';

/** The hall calls the kitchen; the archive follows its events; the cellar has nothing to do with it. */
const CONTEXTS: readonly ContextTraffic[] = [
  { name: 'kitchen', calls: [], follows: [] },
  { name: 'hall', calls: ['kitchen'], follows: [] },
  { name: 'archive', calls: [], follows: ['kitchen'] },
  { name: 'cellar', calls: [], follows: [] },
];

/** Hosts do no more than the contracts of their contexts need, because the network refuses the rest. */
export function describePermissions({ startGuarded }: TransportUnderTest): void {
  describe('with permissions', () => {
    let world: TransportWorld;
    let kitchen: Transport;
    let hall: Transport;
    let archive: Transport;
    let cellar: Transport;
    const receive = vi.fn(answer);
    beforeAll(async () => {
      world = await startGuarded!(CONTEXTS);
      [kitchen, hall, archive, cellar] = (await Promise.all(CONTEXTS.map(({ name }) => world.open(name)))) as [
        Transport,
        Transport,
        Transport,
        Transport,
      ];
      await kitchen.serve('kitchen', receive);
      await kitchen.serveJournal('kitchen', answer);
    });
    afterAll(() => world?.close());

    const ask = (host: Transport, name: string): Promise<CallReply> =>
      host.askJournal('kitchen', aRequest({ host: name }));

    it('lets a host call what its contexts use, and no other host', async () => {
      expect(plain(await hall.call('kitchen', aRequest({ content: 'tea' })))).toEqual({ answer: 'tea' });
      const refused = { code: 'UNREACHABLE', mayHaveExecuted: false };
      await expect(archive.call('kitchen', aRequest())).rejects.toMatchObject(refused);
      await expect(cellar.call('kitchen', aRequest())).rejects.toMatchObject(refused);
      expect(receive.mock.calls.map(([{ host }]) => host)).toEqual(['hall']);
    });

    it('lets a host ask for the journals that its contexts follow, and no other host', async () => {
      expect(plain(await ask(archive, 'archive'))).toEqual({ answer: aRequest().content.value });
      await expect(ask(cellar, 'cellar')).rejects.toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false });
    });

    it('sends no call of a context to a host that does not run it', async () => {
      const stolen = vi.fn(answer);
      await cellar.serve('kitchen', stolen).catch(() => {});
      for (let i = 0; i < 20; i++) await hall.call('kitchen', aRequest());
      expect(stolen).not.toHaveBeenCalled();
    });
  });
}
