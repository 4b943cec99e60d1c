import { MultilithError } from '@multilith/contract';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** The host that runs every context the topology does not list. */
export const MAIN_HOST = 'monolith';

/** The placement of a context in the host that is described. */
export const HERE = 'here';

const NAME = /^[a-z][a-z0-9-]*$/;

/** Any name: each host checks at its start that it can connect the transports it needs. */
const TransportSchema = z
  .string()
  .regex(NAME, 'the name of a transport')
  .refine((name) => name !== HERE, `'${HERE}' is the placement of a context in the same host`);

const TopologySchema = z.record(
  z.string().regex(NAME, 'a context name'),
  z.strictObject({ transport: TransportSchema }),
);

/** Which contexts run in a host of their own, and how they are reached. */
export type Topology = z.output<typeof TopologySchema>;

/**
 * Reads `topology.json`. A missing file means that everything runs in the monolith.
 * @throws MultilithError TOPOLOGY_INVALID
 */
export function readTopology(file: string | URL): Topology {
  if (!existsSync(file)) return {};
  const problem = (detail: string): MultilithError =>
    new MultilithError(
      'TOPOLOGY_INVALID',
      `${String(file)} cannot be used: ${detail}.`,
      'It maps context names to names of transports, like { "orders": { "transport": "nats" } }; {} keeps everything in the monolith.',
    );
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw problem((error as Error).message);
  }
  const parsed = TopologySchema.safeParse(json);
  if (!parsed.success) throw problem(z.prettifyError(parsed.error));
  return parsed.data;
}

/** The host that runs a context: one of its own, under its name, or the monolith. */
export const hostOf = (topology: Topology, context: string): string => (topology[context] ? context : MAIN_HOST);
