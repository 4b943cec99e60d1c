import { describe, expect, it } from 'vitest';
import { readCommandLine, type Flags } from './command-line.js';

const FLAGS: Flags = { transport: 'string', 'dry-run': 'boolean', force: 'boolean' };
const read = (...args: string[]): ReturnType<typeof readCommandLine> => readCommandLine('extract', args, FLAGS);

describe('the command line', () => {
  it.each([['--dry-run'], ['--dryRun'], ['--dry-run=true'], ['--dryRun=true']])('reads %s as Nx writes it', (flag) => {
    const typed = read('orders', flag, '--transport=nats');
    expect([typed.context, typed.is('dry-run'), typed.is('force'), typed.word('transport')]).toEqual([
      'orders',
      true,
      false,
      'nats',
    ]);
  });

  it('takes --force=false for no flag', () => {
    expect(read('orders', '--force=false').is('force')).toBe(false);
  });

  it.each([
    [[], /needs the name of a context[^]*Usage: nx extract <context>/],
    [['orders', 'payments'], /takes one context, not also payments/],
    [['orders', '--dry-rum'], /has no flag --dry-rum[^]*Did you mean --dry-run/],
    [['orders', '--transport'], /--transport needs a value/],
    [['orders', '--force=maybe'], /--force is 'maybe'/],
    [['orders', '--whatever'], /no flag --whatever[^]*Usage/],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(
      expect.objectContaining({ code: 'PLACEMENT_ARGUMENT', message: expect.stringMatching(message) }),
    );
  });
});
