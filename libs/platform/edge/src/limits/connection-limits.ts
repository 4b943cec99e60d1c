import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf, type ClientAddresses } from './client-addresses.js';
import type { EdgeLimits } from './edge-limits.js';

/** Connections that may be open beyond the limit for a moment, until one is closed. */
const MARGIN = 50;

/**
 * Limits the connections of a server, in total and per address. Connections beyond the limit of one address are closed
 * at once. Beyond the total limit, the address with the most connections loses its oldest, so that a few addresses
 * cannot keep all others out.
 */
export function limitConnections(
  server: Server,
  { connections, connectionsPerAddress }: Pick<EdgeLimits, 'connections' | 'connectionsPerAddress'>,
  addresses: ClientAddresses,
): void {
  server.maxConnections = connections + MARGIN;
  const open = new Map<string, Set<Socket>>();
  let total = 0;
  server.on('connection', (socket: Socket) => {
    total++;
    socket.once('close', () => total--);
    const { remoteAddress = '' } = socket;
    const address = addresses.trusts(remoteAddress) ? undefined : networkOf(remoteAddress);
    const beside = address === undefined ? undefined : (open.get(address) ?? new Set<Socket>());
    if (beside && beside.size >= connectionsPerAddress) return void socket.destroy();
    if (beside) {
      open.set(address!, beside.add(socket));
      socket.once('close', () => {
        beside.delete(socket);
        if (beside.size === 0 && open.get(address!) === beside) open.delete(address!);
      });
    }
    if (total <= connections) return;
    const largest = [...open.values()].reduce((a, b) => (b.size > a.size ? b : a), new Set<Socket>());
    const oldest = [...largest].find((other) => !other.destroyed);
    (oldest && largest.size > (beside?.size ?? 0) ? oldest : socket).destroy();
  });
}
