import { parseArgs } from 'node:util';
import type { ShopOptions } from './shop/index.js';

/** What the command line asks for. */
export interface BenchOptions {
  /** Names of the benchmarks; empty for all. */
  readonly names: readonly string[];
  /**
   * For `shop`: `--rounds`, `--ms`, `--systems a,b`, `--workloads a,b`, `--clients 1,8`, `--profiles FOLDER`. The first two
   * also for `remote-call`.
   */
  readonly shop: ShopOptions;
}

/** Reads the command line. @throws TypeError for an unknown option */
export function readOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: text, ms: text, systems: text, workloads: text, clients: text, profiles: text },
  });
  const { rounds, ms, systems, workloads, clients, profiles } = values;
  return {
    names: positionals,
    shop: {
      ...(rounds === undefined ? {} : { rounds: Number(rounds) }),
      ...(ms === undefined ? {} : { ms: Number(ms) }),
      ...(systems === undefined ? {} : { systems: systems.split(',') }),
      ...(workloads === undefined ? {} : { workloads: workloads.split(',') }),
      ...(clients === undefined ? {} : { clients: clients.split(',').map(Number) }),
      profiles,
    },
  };
}
