import { describe, expect, it } from 'vitest';
import { HELP, startOptions } from './start-options.js';

describe('the command line of npm start', () => {
  it('asks for nothing, for one host, or for several processes of a host', () => {
    expect(startOptions([])).toEqual({ help: false, host: undefined, instances: new Map(), inspect: undefined });
    expect(startOptions(['--host', 'orders']).host).toBe('orders');
    expect(startOptions(['--host=orders']).host).toBe('orders');
    const instances = [...startOptions(['--instances', 'orders=3,gift-cards=2', '--instances=monolith=2']).instances];
    expect(instances).toEqual([
      ['orders', 3],
      ['gift-cards', 2],
      ['monolith', 2],
    ]);
    expect(startOptions(['--help']).help).toBe(true);
    expect(startOptions(['--inspect']).inspect).toBe(9229);
    expect(startOptions(['--inspect=4000', '--host=orders'])).toMatchObject({ inspect: 4000, host: 'orders' });
  });

  it.each([
    [['--hosts=orders'], /hosts/],
    [['orders'], /orders/],
    [['--inspect=no'], /takes a port, like 9229, not 'no'/],
    [['--inspect=0'], /takes a port/],
    [['--instances=orders'], /like orders=3, not 'orders'/],
    [['--instances=orders=0'], /from 1 to 32/],
    [['--instances=orders=33'], /from 1 to 32/],
    [['--host=orders', '--instances=orders=2'], /starts one process/],
  ])('refuses %j', (args, message) => {
    expect(() => startOptions(args)).toThrow(message);
  });

  it('lists its settings', () => {
    for (const name of [
      'PORT',
      'DATABASE_URL',
      'NATS_URL',
      'NATS_SERVER',
      'DATA_DIR',
      'TOPOLOGY_FILE',
      'HEALTH_PORT',
      'PRINCIPAL_KEY',
      'PRINCIPAL_PUBLIC_KEYS',
      'MULTILITH_DEBUG',
    ])
      expect(HELP).toMatch(new RegExp(`^  ${name}=`, 'm'));
  });
});
