import { expect, it, vi } from 'vitest';

it('calls the context in Python as it would call a local one', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./main.js');
  expect(log.mock.calls.flat()).toEqual([
    'CUP has 1 ratings',
    'CUP has 2 ratings',
    'refused: There is no product JUG.',
    'CUP has 4.5 stars',
    'POT is not rated',
  ]);
});
