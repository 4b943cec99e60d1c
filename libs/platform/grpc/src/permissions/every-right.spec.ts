import { beforeAll, describe, expect, it } from 'vitest';
import { aRequest, plain } from '@multilith/runtime/transport/conformance';
import { CALLS, CONTEXTS, DEPLOYMENT, FOLLOWS, HOME, HOSTS, type HostName } from '../../test/deployment.js';
import { GuardedWorld } from '../../test/guarded-world.js';
import { echo } from '../../test/open-hosts.js';
import { quietLogs } from '../../test/quiet.js';
import type { GrpcTransport } from '../grpc-transport.js';

quietLogs();

const PAIRS = HOSTS.flatMap((host) =>
  CONTEXTS.filter((context) => HOME[context] !== host).map((context) => [host, context] as const),
);
const may = (rights: typeof CALLS, host: string, context: string): boolean =>
  rights.some(([first, second]) => first === host && second === context);
const text = ([host, context]: readonly [string, string]): string => `${host} ${context}`;

describe('over links with mutual TLS', () => {
  const hosts = {} as Record<HostName, GrpcTransport>;
  beforeAll(async () => {
    const world = new GuardedWorld(DEPLOYMENT.contexts, DEPLOYMENT.topology);
    for (const host of HOSTS) hosts[host] = await world.open(host);
    for (const context of CONTEXTS) {
      await hosts[HOME[context]].serve(context, echo);
      await hosts[HOME[context]].serveJournal(context, echo);
    }
    return () => world.close();
  });

  it.each(PAIRS)('%s may use %s exactly as its contexts need', async (host, context) => {
    const refused = { code: 'UNREACHABLE', mayHaveExecuted: false };
    const request = aRequest({ host, content: 'tea' });
    const call = hosts[host].call(context, request).then(plain);
    if (may(CALLS, host, context)) expect(await call).toEqual({ answer: 'tea' });
    else
      await expect(call).rejects.toMatchObject({
        ...refused,
        message: expect.stringContaining(`${host} may not call ${context}`) as string,
      });
    const question = hosts[host].askJournal(context, request).then(plain);
    if (may(FOLLOWS, host, context)) expect(await question).toEqual({ answer: 'tea' });
    else await expect(question).rejects.toMatchObject(refused);
  });

  it('announcements and events reach the hosts that may follow, and no others', async () => {
    const [heard, pushed]: [string[], string[]] = [[], []];
    for (const [host, context] of PAIRS) {
      await hosts[host].listen(context, () => heard.push(text([host, context])));
      hosts[host].streams.follow(context, () => pushed.push(text([host, context])));
    }
    const expected = FOLLOWS.map(text).sort();
    let position = 0;
    await expect
      .poll(() => {
        position++;
        for (const context of CONTEXTS) {
          hosts[HOME[context]].announce(context, position);
          void hosts[HOME[context]].streams.append(context, [messageOf(context, position)]);
        }
        return [[...new Set(heard)].sort(), [...new Set(pushed)].sort()];
      })
      .toEqual([expected, expected]);
    // A link keeps the order of frames, so a reply arrives after the announcements that were sent before it.
    for (const [host, context] of PAIRS) await hosts[host].askJournal(context, aRequest({ host })).catch(() => {});
    expect([...new Set(heard)].sort()).toEqual(expected);
    expect([...new Set(pushed)].sort()).toEqual(expected);
  });
});

const messageOf = (context: string, position: number) => ({
  epoch: '1',
  previous: String(position - 1),
  event: {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    name: `${context}.Happened`,
    version: 1,
    key: 'k',
    lane: 0,
    position: String(position),
    occurredAt: '2026-01-02T03:04:05.006Z',
    payload: {},
    trace: aRequest().trace,
  },
});
