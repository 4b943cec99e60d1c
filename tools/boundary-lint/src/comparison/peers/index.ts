import type { Peer } from '../peer.js';
import { dependencyCruiser } from './dependency-cruiser.js';
import { eslintPluginBoundaries } from './eslint-plugin-boundaries.js';
import { nx } from './nx.js';
import { oxlint } from './oxlint.js';
import { sheriff } from './sheriff.js';

/** In the order of the table's columns. */
export const PEERS: readonly Peer[] = [dependencyCruiser, nx, eslintPluginBoundaries, sheriff, oxlint];
