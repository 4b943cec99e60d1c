import { expect, it, vi } from 'vitest';

it('exchanges events, commands and answers with a client that knows the .proto only', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./main.js');
  expect(log.mock.calls.flat()).toEqual([
    'order 7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10: 1 line for 1530 pence, placed at 2001-09-09T01:46:40.000Z',
    'ada orders 2 MUG-BLUE by card',
    'ORDER_STATE_PENDING',
    expect.stringContaining('refused: lines: '),
  ]);
});
