import { contractCall } from './contract-call.js';
import { moleculer } from './moleculer.js';
import { natsRequest } from './nats-request.js';
import { nest } from './nest.js';
import { transport } from './ours.js';
import type { System } from './system.js';

/** Everything that is compared. */
export const SYSTEMS: readonly System[] = [contractCall, transport, natsRequest, nest, moleculer];

/** The one of that name. */
export const systemNamed = (name: string): System => SYSTEMS.find((system) => system.name === name)!;
