import type { Goal } from '../report/goals.js';
import type { Measured } from './pair.js';
import { SYSTEMS, type SystemId } from './systems.js';

/** Returns the figures of a system for a number of callers. */
export type FiguresOf = (system: SystemId, callers: number) => Measured;

/** Returns the goals of calls, with the figures of one run. */
export function remoteCallGoals(of: FiguresOf): Goal[] {
  const faster = (what: SystemId, than: SystemId, callers: number): number =>
    of(what, callers).perSecond / of(than, callers).perSecond;
  const cheaper = (what: SystemId, than: SystemId, callers: number): number =>
    of(than, callers).cpu / of(what, callers).cpu;
  const both = (what: SystemId, than: SystemId, callers: number, bound: number): Goal[] => {
    const title = `${SYSTEMS[what].name}, × ${SYSTEMS[than].name}, ${callersText(callers)}`;
    return [
      { what: `${title}: calls/s`, is: faster(what, than, callers), bound, kind: 'min' },
      { what: `${title}: CPU`, is: cheaper(what, than, callers), bound, kind: 'min' },
    ];
  };
  const calls = (what: SystemId, than: SystemId, callers: number, bound: number): Goal =>
    both(what, than, callers, bound)[0]!;
  return [
    ...both('contractOverGrpc', 'grpcJs', 1, 2.5),
    ...both('contractOverGrpc', 'grpcJs', 64, 10),
    ...both('contractOverGrpc', 'grpcJs', 256, 10),
    ...both('stranger', 'grpcJs', 64, 0.9),
    calls('contractOverGrpc', 'contractOverNats', 1, 2),
    calls('contractOverGrpc', 'contractOverNats', 64, 1),
    ...[1, 64, 256].map((callers): Goal => ({
      what: `mutual TLS, CPU × plain text, ${callersText(callers)}`,
      is: 1 / cheaper('contractOverTls', 'contractOverGrpc', callers),
      bound: 1.6,
      kind: 'max',
    })),
    calls('contractOverNats', 'natsRequest', 1, 1),
    calls('contractOverNats', 'moleculer', 64, 3),
    calls('contractOverNats', 'natsRequest', 64, 4),
    calls('contractOverNats', 'moleculer', 256, 3),
    calls('contractOverNats', 'natsRequest', 256, 6),
  ];
}

export const callersText = (callers: number): string => (callers === 1 ? '1 caller' : `${callers} callers`);
