import { connect } from '@nats-io/transport-node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  aRequest,
  echo,
  freshContext,
  gate,
  hostsOfThisFile,
  outcomeOf,
  requestAs,
  type NatsHost,
} from '../../test/hosts.js';
import type { NatsServer } from '../testing/index.js';

describe('messages between hosts', () => {
  const hosts = hostsOfThisFile();
  let server: NatsServer;
  let caller: NatsHost;
  let callee: NatsHost;
  /** A plain NATS client. */
  let stranger: NatsConnection;
  beforeAll(async () => {
    server = await hosts.server({ config: 'max_payload: 65536' });
    [caller, callee] = await Promise.all([hosts.host(server), hosts.host(server)]);
    stranger = await connect({ servers: server.url });
    return () => stranger.close();
  });

  /** Every message with calls or replies, while `work` runs. */
  async function overheard(
    context: string,
    work: () => Promise<unknown>,
  ): Promise<{ calls: string[]; replies: string[] }> {
    const calls: string[] = [];
    const replies: string[] = [];
    const listening = [
      stranger.subscribe(`multilith.call.${context}.*`, {
        callback: (_error, message) => void calls.push(message.string()),
      }),
      stranger.subscribe('multilith.reply.>', { callback: (_error, message) => void replies.push(message.string()) }),
    ];
    await stranger.flush();
    await work();
    await stranger.flush();
    for (const subscription of listening) subscription.unsubscribe();
    return { calls, replies };
  }

  it('are one for the calls of a turn, and one for their replies', async () => {
    const context = freshContext();
    await callee.serve(context, echo);
    const { calls, replies } = await overheard(context, () =>
      Promise.all(Array.from({ length: 12 }, (_, content) => caller.call(context, aRequest({ content })))),
    );
    expect(calls).toHaveLength(1);
    expect(replies).toHaveLength(1);
    const [version, ...elements] = JSON.parse(calls[0]!) as unknown[][];
    expect(version).toBe(1);
    expect(elements).toHaveLength(12);
    expect(elements[3]).toEqual([
      expect.any(Number),
      expect.any(Number),
      'tea.Brew',
      1,
      3,
      'edge',
      'spec',
      null,
      null,
      '0af7651916cd43dd8448eb211c80319c',
      'b7ad6b7169203331',
    ]);
  });

  it('are several for many calls: the callee begins early, and instances share them', async () => {
    const context = freshContext();
    await callee.serve(context, echo);
    const { calls } = await overheard(context, () =>
      Promise.all(Array.from({ length: 600 }, (_, content) => caller.call(context, aRequest({ content })))),
    );
    const sizes = calls.map((text) => (JSON.parse(text) as unknown[]).length - 1);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(600);
    expect(sizes[0]).toBe(16);
    expect(Math.max(...sizes)).toBe(64);
  });

  it("never exceed the server's limit, however large the calls and replies of a turn are", async () => {
    const context = freshContext();
    await callee.serve(context, echo);
    const large = 'ä'.repeat(15_000);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => caller.call(context, aRequest({ content: large }))),
    );
    expect(replies).toEqual(replies.map(() => ({ answer: large })));
  });

  it('are refused before sending if a call is too large; other calls of the turn go on', async () => {
    const context = freshContext();
    const receive = vi.fn(echo);
    await callee.serve(context, receive);
    const [small, large] = await Promise.all([
      outcomeOf(caller, context, { content: 'small' }),
      outcomeOf(caller, context, { content: 'x'.repeat(65_536) }),
    ]);
    expect(small).toEqual({ answer: 'small' });
    expect(large).toMatchObject({ code: 'TOO_LARGE', mayHaveExecuted: false });
    expect(receive).toHaveBeenCalledTimes(1);
  });

  it('carry content up to the documented limit', async () => {
    const context = freshContext();
    await callee.serve(context, echo);
    const content = 'x'.repeat(caller.maxMessageBytes - 2);
    expect(await outcomeOf(caller, context, { content })).toEqual({ answer: content });
  });

  it('fail with mayHaveExecuted if the reply is too large', async () => {
    const context = freshContext();
    await callee.serve(context, async ({ content }) => ({ answer: 'x'.repeat(content as number) }));
    const [small, large] = await Promise.all([
      outcomeOf(caller, context, { content: 3 }),
      outcomeOf(caller, context, { content: 65_536 }),
    ]);
    expect(small).toEqual({ answer: 'xxx' });
    expect(large).toMatchObject({ code: 'TOO_LARGE', mayHaveExecuted: true });
  });

  it('are answered if malformed, for each call separately', async () => {
    const context = freshContext();
    await callee.serve(context, echo);
    const ask = async (text: string): Promise<unknown> => (await requestAs(stranger, 'desk', context, text)).json();
    expect(await ask('nonsense')).toEqual({ malformed: 'the batch is not JSON' });
    expect(await ask('{}')).toEqual({ malformed: 'the batch is not an array' });
    expect(await ask('[2,[1]]')).toEqual({ malformed: 'the batch has the format 2, not 1' });
    const good = [7, 1000, 'tea.Brew', 1, 'good', 'edge', 'spec', null, null, 'trace', 'span'];
    expect(await ask(JSON.stringify([1, [5], [6, 'soon'], good, 'bad', null, [[]]]))).toEqual([
      1,
      [5, 3, 'MALFORMED', false, 'the time left is not a number'],
      [6, 3, 'MALFORMED', false, 'the time left is not a number'],
      [7, 0, 'good'],
    ]);
  });

  it.each([
    ['[8,1000]', 'the name of the message is not a string, or too long'],
    ['[8,1000,"m"]', 'the version is not a number'],
    ['[8,1000,"m",1]', 'there is no content'],
    ['[8,1000,"m",1,{},"god","x",null,null,"",""]', 'the caller is not named'],
    ['[8,1000,"m",1,{},"edge","x",5,null,"",""]', 'key or principal is not a string, or too long'],
    ['[8,1000,"m",1,{},"edge","x",null,null,"t"]', 'the trace is not two strings'],
    ['[8,1000,"m",1,{},"edge","x",null,null,"t","s",7]', 'the fingerprint is not a string, or too long'],
    [
      `[8,1000,"m",1,{},"edge","x",null,null,"t","s","${'f'.repeat(65)}"]`,
      'the fingerprint is not a string, or too long',
    ],
    ['[8,-1,"m",1,{},"edge","x",null,null,"",""]', 'the time left is not a number'],
  ])('names what is wrong with %s', async (call, problem) => {
    const context = freshContext();
    await callee.serve(context, echo);
    const reply = await requestAs(stranger, 'desk', context, `[1,${call}]`);
    expect(reply.json()).toEqual([1, [8, 3, 'MALFORMED', false, problem]]);
  });

  it('carry a fingerprint only if there is one', async () => {
    const context = freshContext();
    const arrived: (string | undefined)[] = [];
    await callee.serve(context, async ({ fingerprint }) => {
      arrived.push(fingerprint);
      return { answer: 1, ...(fingerprint === undefined ? {} : { fingerprint: 'callee' }) };
    });
    const ask = async (more: string): Promise<unknown> =>
      (await requestAs(stranger, 'desk', context, `[1,[8,1000,"m",1,{},"edge","x",null,null,"t","s"${more}]]`)).json();
    expect(await ask('')).toEqual([1, [8, 0, 1]]);
    expect(await ask(',null')).toEqual([1, [8, 0, 1]]);
    expect(await ask(',"caller"')).toEqual([1, [8, 0, 1, 'callee']]);
    expect(arrived).toEqual([undefined, undefined, 'caller']);
  });

  it('can be sent by any client with the inbox of a host', async () => {
    const context = freshContext();
    await callee.serve(context, echo);
    const client = await connect({ servers: server.url, inboxPrefix: `multilith.reply.me.${context}` });
    const call = '[1,[1,2000,"tea.Brew",1,{"tea":"black"},"edge","me",null,null,"t","s"]]';
    const reply = await client.request(`multilith.call.${context}.me`, call, { timeout: 5_000 });
    expect(reply.json()).toEqual([1, [1, 0, { tea: 'black' }]]);
    await client.close();
  });

  it('are quoted in errors only with their beginning', async () => {
    const context = freshContext();
    await callee.serve(context, echo);
    const reply = await requestAs(stranger, 'desk', context, `["${'x'.repeat(60_000)}"]`);
    expect(reply.data.length).toBeLessThan(250);
    expect(reply.json()).toEqual({ malformed: expect.stringMatching(/^the batch has the format "x{99}…, not 1$/) });
  });

  it.each([
    ['more calls than a message may hold', `[1,${Array.from({ length: 1_025 }, (_, id) => `[${id}]`).join(',')}]`],
    ['a format that is a list', '[[[[]]]]'],
    ['no format', '[]'],
    ['bytes that are not UTF-8', new Uint8Array([0x5b, 0x31, 0x2c, 0xff, 0xfe, 0x5d])],
    ['lists within lists', '['.repeat(30_000)],
  ])('are refused as a whole if a message is %s, and the host goes on', async (_what, batch) => {
    const context = freshContext();
    const receive = vi.fn(echo);
    await callee.serve(context, receive);
    expect((await requestAs(stranger, 'desk', context, batch)).json()).toEqual({ malformed: expect.any(String) });
    expect(receive).not.toHaveBeenCalled();
    expect(await outcomeOf(caller, context, { content: 'next' })).toEqual({ answer: 'next' });
  });

  const long = (length: number): string => 'x'.repeat(length);
  it.each([
    ['a caller with a line break', ['edge', 'desk\nERROR forged'], 'the caller is not named'],
    ['a caller with a long name', ['edge', `a${long(63)}`], 'the caller is not named'],
    ['a caller without a name', ['edge', ''], 'the caller is not named'],
    ['a long key', ['edge', 'desk', long(1_001)], 'key or principal is not a string, or too long'],
    ['a long principal', ['edge', 'desk', null, long(8_193)], 'key or principal is not a string, or too long'],
    ['a long trace', ['edge', 'desk', null, null, long(65)], 'the trace is not two strings'],
  ])('are refused with %s', async (_what, rest, problem) => {
    const context = freshContext();
    await callee.serve(context, echo);
    const defaults = ['edge', 'desk', null, null, 't', 's'];
    const call = [8, 1_000, 'm', 1, {}, ...rest, ...defaults.slice(rest.length)];
    const reply = await requestAs(stranger, 'desk', context, JSON.stringify([1, call]));
    expect(reply.json()).toEqual([1, [8, 3, 'MALFORMED', false, problem]]);
  });

  it.each(['-1', '1.5', '1e308', '"1"', 'null'])('are refused without a reply if a call has number %s', async (id) => {
    const context = freshContext();
    const receive = vi.fn(echo);
    await callee.serve(context, receive);
    const call = (number: string): string => `[${number},1000,"m",1,{},"edge","desk",null,null,"t","s"]`;
    const reply = await requestAs(stranger, 'desk', context, `[1,${call(id)},${call('7')}]`);
    expect(reply.json()).toEqual([1, [7, 0, {}]]);
    expect(receive).toHaveBeenCalledTimes(1);
  });

  it('are answered only in an inbox of the sending host, for this context', async () => {
    const context = freshContext();
    const receive = vi.fn(echo);
    await callee.serve(context, receive);
    const published: string[] = [];
    const spy = stranger.subscribe('>', { callback: (_error, message) => void published.push(message.subject) });
    const subjects = [
      'multilith.announce.payments',
      `multilith.call.payments.${context}`,
      `multilith.cancel.${context}.monolith`,
      'multilith.events.catalog.1',
      '$JS.API.STREAM.DELETE.orders',
      '$SRV.PING',
      '_INBOX.x',
      'other.call.catalog.desk',
      `other.reply.desk.${context}.secret.1-1`,
      'multilith.inbox.monolith.x',
      `multilith.reply.monolith.${context}.secret.1-1`,
      'multilith.reply.desk.payments.secret.1-1',
      `multilith.reply.desk.${context}`,
      `multilith.reply.desk.${context}.secret`,
      `multilith.reply.desk.${context}..1-1`,
      `multilith.reply.desk.${context}.*.1-1`,
      `multilith.reply.desk.${context}.secret.>`,
      `multilith.reply.desk.${context}.secret.1-1.more`,
      `multilith.reply.desk.${context}x.secret.1-1`,
      `multilith.reply.desk.${context}.${long(65)}.1-1`,
      `multilith.reply.desk.${context}.secret.${long(33)}`,
    ];
    const good = '[1,[1,1000,"m",1,{},"edge","desk",null,null,"t","s"]]';
    for (const reply of subjects)
      for (const batch of [good, 'nonsense', '[1,[1]]'])
        stranger.publish(`multilith.call.${context}.desk`, batch, { reply });
    // The subject names the caller; this name cannot belong to a host.
    for (const host of ['*', 'Desk', 'desk\u00e9', `a${long(63)}`])
      stranger.publish(`multilith.call.${context}.${host}`, good, {
        reply: `multilith.reply.${host}.${context}.secret.1-1`,
      });
    stranger.publish(`multilith.call.${context}.desk`, good);
    await stranger.flush();
    expect(await outcomeOf(caller, context, { content: 'honest' })).toEqual({ answer: 'honest' });
    await stranger.flush();
    spy.unsubscribe();
    expect(receive.mock.calls.map(([{ content }]) => content)).toEqual(['honest']);
    const ours = published.filter((subject) => /\.reply\.monolith\..*\.[\w-]{22}\.\w+-\w+$/.test(subject));
    const sent = published.filter((subject) => subject.startsWith(`multilith.call.${context}.`));
    expect([...new Set(published)].filter((subject) => !ours.includes(subject) && !sent.includes(subject))).toEqual([]);
    expect(ours).toHaveLength(1);
  });

  it('if a reply is malformed, fail only its calls', async () => {
    const [context, other] = [freshContext(), freshContext()];
    await callee.serve(other, echo);
    stranger.subscribe(`multilith.call.${context}.*`, {
      callback: (_error, message) => {
        const [, ...calls] = JSON.parse(message.string()) as [number, ...[number, ...unknown[]][]];
        stranger.publish(
          message.reply!,
          JSON.stringify([1, [calls[0]![0], 9], [calls[1]![0], 0, 'well'], [999_999, 0]]),
        );
        stranger.publish(message.reply!, 'nonsense');
      },
    });
    await stranger.flush();
    const outcomes = await Promise.all([
      outcomeOf(caller, context),
      outcomeOf(caller, context),
      outcomeOf(caller, context),
      outcomeOf(caller, other, { content: 'unharmed' }),
    ]);
    expect(outcomes).toEqual([
      expect.objectContaining({ code: 'MALFORMED', mayHaveExecuted: true }),
      { answer: 'well' },
      expect.objectContaining({ code: 'MALFORMED', mayHaveExecuted: true }),
      { answer: 'unharmed' },
    ]);
  });

  it('may be followed by garbage on every subject without harm', async () => {
    const context = freshContext();
    const running = gate();
    const finish = gate();
    await callee.serve(context, async (request) => {
      if (request.content !== 'slow') return echo(request);
      running.open();
      await finish.opened;
      return { answer: 'unharmed' };
    });
    const heard: unknown[] = [];
    await caller.listen(context, (content) => heard.push(content));
    const inboxes: string[] = [];
    stranger.subscribe(`multilith.call.${context}.*`, {
      callback: (_error, message) => void inboxes.push(message.reply!),
    });
    await stranger.flush();
    const slow = outcomeOf(caller, context, { content: 'slow' });
    await running.opened;
    await vi.waitFor(() => expect(inboxes).toHaveLength(1));
    const inbox = inboxes[0]!.slice(0, inboxes[0]!.lastIndexOf('.'));
    const garbage = [
      '',
      'nonsense',
      '{',
      '[]',
      'null',
      '[1]',
      '[1,null,5,"x",[],[[]],{"a":[]}]',
      '"x"',
      '\0',
      '\u{1F375}',
    ];
    for (const text of [...garbage, new Uint8Array([0xff, 0xfe, 0x00])])
      for (const subject of [
        `multilith.call.${context}.desk`,
        `multilith.cancel.${context}.desk`,
        `multilith.announce.${context}`,
        `${inbox}.zz-1`,
        `${inbox}.nonsense`,
        `${inbox}.zzzzzzzzz-zzzz`,
      ])
        stranger.publish(subject, text, { reply: `multilith.reply.desk.${context}.x.1-1` });
    await stranger.flush();
    callee.announce(context, 'the end');
    await vi.waitFor(() => expect(heard.at(-1)).toBe('the end'));
    finish.open();
    expect(await slow).toEqual({ answer: 'unharmed' });
    expect(await outcomeOf(caller, context, { content: 'after' })).toEqual({ answer: 'after' });
  });
});
