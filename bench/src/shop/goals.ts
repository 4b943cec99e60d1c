import type { Goal } from '../report/goals.js';
import type { Round } from './load/measured-shop.js';

/** Figures of a shop: its name, and the medians of a workload with a number of clients. */
export type ShopFigures = ReadonlyMap<string, Pick<Round, 'p50' | 'cpuMs'>>;

const AIMS = [
  { system: 'all-grpc', p50: 2, cpu: 2.5 },
  { system: 'all-nats', p50: 2.5, cpu: 3 },
];

/** Returns the goals of split shops, compared with the monolith and the stock Nest split if these were measured. */
export function shopGoals(what: string, figures: ShopFigures): Goal[] {
  const [monolith, nest] = [figures.get('monolith'), figures.get('nest')];
  return AIMS.flatMap(({ system, p50, cpu }): Goal[] => {
    const own = figures.get(system);
    if (!own) return [];
    return [
      ...(monolith
        ? ([
            { what: `${what}, ${system}: p50 × monolith`, is: own.p50 / monolith.p50, bound: p50, kind: 'max' },
            { what: `${what}, ${system}: CPU × monolith`, is: own.cpuMs / monolith.cpuMs, bound: cpu, kind: 'max' },
          ] as const)
        : []),
      ...(nest
        ? ([
            { what: `${what}, ${system}: requests per CPU × nest`, is: nest.cpuMs / own.cpuMs, bound: 2, kind: 'min' },
          ] as const)
        : []),
    ];
  });
}
