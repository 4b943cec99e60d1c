import { contexts } from '../../src/contexts.js';

/** Contexts that run in hosts of their own, and how many instances each host has; the others are in the monolith. */
export type Extracted = Readonly<Record<string, number>>;

/** One instance of each of these. */
export const oneOf = (...contexts: readonly string[]): Extracted =>
  Object.fromEntries(contexts.map((context) => [context, 1]));

/** The whole shop: nothing is left in the monolith but the edge. */
export const ALL = oneOf(...Object.keys(contexts));

/** How the hosts of a shop are reached: over one transport, or over two in turn. */
export type Transports = 'nats' | 'grpc' | 'mixed';
