import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  command,
  contract,
  contractFaults,
  definitionOf,
  event,
  query,
  DefinitionError,
  type MessageClass,
} from '../index.js';

const text = z.string();
class AskV1 extends query('market.Ask', {
  input: z.object({ id: text }),
  output: z.object({ pence: z.int() }),
  access: 'public',
}) {}
const V2 = z.object({ pence: z.int(), currency: text.default('GBP') });
const answers = { earlier: { 1: AskV1 }, upcast: { 1: ({ id }: AskV1) => ({ ids: [id] }) }, access: 'public' } as const;
const asked = { version: 2, input: z.object({ ids: z.array(text) }), output: V2 } as const;

describe('an answer that crosses two versions', () => {
  const downcastTo1 = (Middle: MessageClass) => {
    class Ask extends query('market.Ask', {
      version: 3,
      input: z.object({ first: text }),
      output: z.object({ price: z.int() }),
      access: 'public',
      earlier: { 2: Middle as never },
      upcast: { 2: (({ ids }: { ids: string[] }) => ({ first: ids[0]! })) as never },
      downcast: { 2: (({ price }: { price: number }) => ({ pence: price })) as never },
    }) {}
    return definitionOf(Ask)!.earlier.get(1)!.downcast!;
  };

  it('is converted by both, and validated in between', () => {
    class AskV2 extends query('market.Ask', {
      ...asked,
      ...answers,
      downcast: { 1: ({ pence, currency }) => ({ pence: currency === 'GBP' ? pence : 0 }) },
    }) {}
    expect(downcastTo1(AskV2)({ price: 5 })).toEqual({ pence: 5 });
  });

  it('is converted by the one that is declared if the other version strips it', () => {
    class Stripping extends query('market.Ask', { ...asked, ...answers }) {}
    expect(downcastTo1(Stripping)({ price: 5 })).toEqual({ pence: 5 });
    class AskV2 extends query('market.Ask', {
      ...asked,
      ...answers,
      downcast: { 1: ({ pence }) => ({ pence: pence + 1 }) },
    }) {}
    class Ask extends query('market.Ask', {
      version: 3,
      input: asked.input,
      output: V2.extend({ net: z.int() }),
      access: 'public',
      earlier: { 2: AskV2 },
      upcast: { 2: (v2) => v2 },
    }) {}
    expect(definitionOf(Ask)!.earlier.get(1)!.downcast!({ pence: 1, currency: 'EUR', net: 1 })).toEqual({ pence: 2 });
  });

  it('is left to stripping if no version declares a conversion', () => {
    class AskV2 extends query('market.Ask', { ...asked, ...answers }) {}
    class Ask extends query('market.Ask', {
      ...asked,
      version: 3,
      access: 'public',
      earlier: { 2: AskV2 },
      upcast: { 2: (v2) => v2 },
    }) {}
    expect(definitionOf(Ask)!.earlier.get(1)!.downcast).toBeUndefined();
  });
});

describe('an earlier version', () => {
  const made = (name: string, version: number): never =>
    class extends command(name, { version, input: z.object({}), access: 'public' }) {} as never;
  const declare = (earlier: Record<number, never>) => (): unknown =>
    command('market.Buy', {
      version: 3,
      input: z.object({}),
      access: 'public',
      earlier,
      upcast: { 1: () => ({}), 2: () => ({}) } as never,
    });

  it('is a lower version of the same message of the same context', () => {
    expect(declare({ 1: made('market.Buy', 1), 2: made('market.Buy', 2) })).not.toThrow();
    for (const wrong of [made('till.Buy', 1), made('market.Sell', 1), made('market.Buy', 2), made('market.Buy', 4)])
      expect(declare({ 1: wrong, 2: made('market.Buy', 2) })).toThrow(DefinitionError);
    class Bought extends event('market.Buy', { payload: z.object({}), key: () => '' }) {}
    expect(declare({ 1: Bought as never, 2: made('market.Buy', 2) })).toThrow(
      /names Bought as its version 1, which it is not/,
    );
  });

  it('has faults of its own, which name the version', () => {
    class BuyV1 extends command('market.Buy', { input: z.object({ tags: z.set(text) }) } as never) {}
    class Buy extends command('market.Buy', {
      version: 2,
      input: z.object({}),
      access: 'public',
      earlier: { 1: BuyV1 },
      upcast: { 1: () => ({}) },
    }) {}
    expect(contractFaults(contract('market', [Buy])).map(({ code, problem }) => [code, problem])).toEqual([
      ['ACCESS_MISSING', 'market.Buy (version 1) does not say who may send it.'],
      ['SCHEMA_NOT_FAITHFUL', expect.stringMatching(/^market\.Buy \(version 1\): input\.tags /)],
    ]);
  });
});
