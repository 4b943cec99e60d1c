import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Content, definitionOf, type Caller } from '@multilith/contract';
import { asUsual, cook, Menu, Taste, TwoHosts } from '../../test/transport/two-hosts.js';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';
import { PrincipalTokens } from '../principal/principal-tokens.js';
import { CallReceiver } from './call-receiver.js';
import { journalMessage } from './journal-wire.js';
import type { CallRequest } from './call-request.js';
import { plain, type PlainReply } from './conformance/transport-world.js';
import type { Transport } from './transport.js';

/** `kitchen` has a host of its own, `hall` runs in the monolith; `cellar` has the password of a host and no context. */
describe('the caller that a request names', () => {
  const hosts = new TwoHosts();
  const at: Record<string, Transport> = {};
  beforeAll(async () => {
    await hosts.start();
    for (const host of ['monolith', 'kitchen', 'cellar']) at[host] = await hosts.network.connect({ host });
  });
  afterAll(() => hosts.stop());
  beforeEach(asUsual);

  const requestOf = (message: string, caller: Partial<Caller>): CallRequest => ({
    // What a request says about its host counts for nothing.
    host: 'monolith',
    message,
    version: 1,
    content: Content.ofJson({}),
    caller: caller as Caller,
    key: undefined,
    deadline: Date.now() + 5_000,
    principal: undefined,
    trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
  });
  /** `kitchen.Taste` is internal. */
  const taste = (host: string, caller: Partial<Caller>): Promise<PlainReply> =>
    at[host]!.call('kitchen', requestOf('kitchen.Taste', caller)).then(plain);

  it('is believed if it runs in the host that has sent the request', async () => {
    expect(await taste('monolith', { kind: 'context', name: 'hall' })).toEqual({ answer: 'fine' });
  });

  it.each<[host: string, caller: Caller]>([
    ['kitchen', { kind: 'context', name: 'hall' }],
    ['cellar', { kind: 'context', name: 'hall' }],
    ['cellar', { kind: 'context', name: 'kitchen' }],
    ['monolith', { kind: 'context', name: 'kitchen' }],
    ['kitchen', { kind: 'context', name: 'monolith' }],
    ['kitchen', { kind: 'edge', name: 'monolith' }],
    ['kitchen', { kind: 'edge', name: 'hall' }],
    ['cellar', { kind: 'edge', name: 'kitchen' }],
  ])('is refused where %s says that it is %j', async (host, caller) => {
    const problem = expect.stringContaining(`the host '${host}' does not run`) as unknown;
    expect(await taste(host, caller)).toEqual({
      failure: { code: 'UNAVAILABLE', mayHaveExecuted: false, problem },
    });
    expect(cook.calls).toEqual([]);
  });

  it('may be the edge: the main host for every API, another host for itself', async () => {
    const menu = (host: string, name: string): Promise<PlainReply> =>
      at[host]!.call('kitchen', requestOf('kitchen.Menu', { kind: 'edge', name })).then(plain);
    for (const name of ['monolith', 'hall', 'kitchen'])
      expect(await menu('monolith', name)).toEqual({ answer: ['green'] });
    expect(await menu('kitchen', 'kitchen')).toEqual({ answer: ['green'] });
    // An edge is outside of every context, so `internal` is not for it.
    expect(await taste('monolith', { kind: 'edge', name: 'hall' })).toEqual({
      failure: { code: 'ACCESS_DENIED', mayHaveExecuted: false },
    });
  });

  it.each(['hall\nERROR forged', 'Hall', 'hall\u001b[2J', '', 'h'.repeat(64), '__proto__', 'hall.kitchen'])(
    'is refused if it cannot be a name: %j',
    async (name) => {
      for (const kind of ['context', 'edge'] as const)
        expect(await taste('monolith', { kind, name })).toMatchObject({
          failure: { code: 'CONTRACT_MISMATCH', problem: 'the call cannot be read' },
        });
    },
  );
});

describe('the channels of a context', () => {
  const hosts = new TwoHosts();
  let hall: Transport;
  beforeAll(async () => {
    await hosts.start();
    hall = await hosts.network.connect();
  });
  afterAll(() => hosts.stop());
  const request = (message: string): CallRequest => ({
    host: 'monolith',
    message,
    version: 1,
    content: Content.ofJson({}),
    caller: { kind: 'context', name: 'hall' },
    key: undefined,
    deadline: Date.now() + 5_000,
    principal: undefined,
    trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
  });

  it('keep calls and questions about the journal apart', async () => {
    const question = request(journalMessage('kitchen', 'mark'));
    const refused = { failure: { code: 'CONTRACT_MISMATCH', mayHaveExecuted: false } };
    expect(await hall.call('kitchen', question)).toMatchObject(refused);
    for (const message of [
      'kitchen.Menu',
      'kitchen.Taste',
      'kitchen.Brew',
      journalMessage('hall', 'mark'),
      '__proto__',
    ])
      expect(await hall.askJournal('kitchen', request(message)), message).toMatchObject(refused);
    expect(plain(await hall.call('kitchen', request('kitchen.Menu')))).toEqual({ answer: ['green'] });
  });

  it('check the caller alike', async () => {
    const cellar = await hosts.network.connect({ host: 'cellar' });
    for (const send of ['call', 'askJournal'] as const)
      expect(await cellar[send]('kitchen', request('kitchen.Menu'))).toMatchObject({
        failure: { code: 'UNAVAILABLE', mayHaveExecuted: false },
      });
  });
});

describe('the log of a callee', () => {
  it('names a host that gives the name of another, once in a minute for each context', async () => {
    const log: string[] = [];
    const receiver = new CallReceiver({
      callPath: undefined as never,
      principals: undefined as never,
      bindings: new Map(),
      journalQuestions: new Map(),
      placement: { runsAt: () => 'monolith' },
      onFailure: (problem) => log.push(problem),
    });
    const request = {
      host: 'cellar',
      message: 'kitchen.Menu',
      version: 1,
      content: Content.ofJson({}),
      key: undefined,
      deadline: undefined,
      principal: undefined,
      trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
    };
    const signal = new AbortController().signal;
    for (const context of ['kitchen', 'hall'])
      for (const name of ['hall', 'kitchen', 'another'])
        for (const receive of [receiver.receiverFor(context, {}), receiver.journalReceiverFor(context)])
          expect(await receive({ ...request, caller: { kind: 'context', name } }, signal)).toMatchObject({
            failure: { code: 'UNAVAILABLE' },
          });
    const refused = /was refused: the host 'cellar' does not run hall, whose name it gives\. Compare the topologies/;
    expect(log).toEqual([expect.stringMatching(refused), expect.stringMatching(refused)]);
  });

  it('has one line in a minute about the principals that a host sends for a message, however many are refused', async () => {
    const log: string[] = [];
    const receiver = new CallReceiver({
      callPath: undefined as never,
      principals: new PrincipalTokens(temporaryPrincipalKeys(), 'kitchen', {}),
      bindings: new Map(
        [Menu, Taste].map((type) => [definitionOf(type)!.name, { type, definition: definitionOf(type)! } as never]),
      ),
      journalQuestions: new Map(),
      placement: { runsAt: (context) => context },
      onFailure: (problem) => log.push(problem),
    });
    const receive = receiver.receiverFor('kitchen', {});
    for (let i = 0; i < 100; i++)
      for (const message of ['kitchen.Menu', 'kitchen.Taste'])
        for (const host of ['hall', 'cellar'])
          expect(
            await receive(
              {
                host,
                message,
                version: 1,
                content: Content.ofJson({}),
                caller: { kind: 'context', name: host },
                key: undefined,
                deadline: undefined,
                principal: `forged ${i}`,
                trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
              },
              new AbortController().signal,
            ),
          ).toMatchObject({ failure: { code: 'UNAUTHENTICATED' } });
    expect(log).toHaveLength(4);
  });
});
