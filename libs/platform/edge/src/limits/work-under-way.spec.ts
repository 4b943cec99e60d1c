import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { startEdge } from '../../test/running-edge.js';
import { EDGE_LIMITS } from './edge-limits.js';
import { RateLimits } from './rate-limits.js';
import { WorkUnderWay } from './work-under-way.js';

const rates = new RateLimits({ ...EDGE_LIMITS, staffRoles: ['sales'] });
const ofAddress = (address: string): FastifyRequest =>
  ({ allowance: rates.ofAddress(address), edge: {} }) as unknown as FastifyRequest;
function of(subject: string, ...roles: string[]): FastifyRequest {
  const principal = { subject, roles };
  return { allowance: rates.ofPrincipal(principal), edge: { principal } } as unknown as FastifyRequest;
}
const LATE = expect.objectContaining({ code: 'RATE_LIMITED', retryAfter: 1 });
const FULL = expect.objectContaining({ code: 'UNAVAILABLE', retryAfter: 1 });

it('of large responses is limited for all anonymous clients together and for each principal', () => {
  const work = new WorkUnderWay(60_000);
  const first = ofAddress('192.0.2.1');
  work.begin(first, 46);
  expect(() => work.begin(ofAddress('192.0.2.2'), 46)).toThrow(FULL);
  work.begin(ofAddress('192.0.2.2'), 4);
  const ada = of('ada');
  work.begin(ada, 80);
  expect(() => work.begin(of('ada'), 1)).toThrow(LATE);
  work.begin(of('ada'), 0);
  work.begin(of('bob'), 50);
  for (let n = 0; n < 10; n++) work.begin(of('till', 'sales'), 50);
  for (const request of [first, ada]) {
    request.workOver!();
    request.workOver!();
  }
  work.begin(ofAddress('192.0.2.3'), 46);
  expect(() => work.begin(ofAddress('192.0.2.3'), 1)).toThrow(FULL);
  work.begin(of('ada'), 50);
});

it('ends once a response is produced, whatever happens to it', async () => {
  const edge = await startEdge();
  const ids = Array.from({ length: 4_000 }, (_, n) => String(n));
  try {
    for (let n = 0; n < 3; n++)
      for (const field of ['id', 'next { id }', 'salt'])
        expect(
          (
            await edge.client.send(
              `query ($ids: [ID!]!) { ${'abcd'
                .split('')
                .map((a) => `${a}: things(ids: $ids) { ${field} }`)
                .join(' ')} }`,
              { ids },
            )
          ).status,
        ).toBe(field === 'salt' ? 400 : 200);
  } finally {
    await edge.stop();
  }
});
