import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf, type ClientAddresses } from './client-addresses.js';
import type { EdgeLimits } from './edge-limits.js';

/** Bounds the connections of a server, together and per address. More are closed at once. */
export function limitConnections(
  server: Server,
  { connections, connectionsPerAddress }: Pick<EdgeLimits, 'connections' | 'connectionsPerAddress'>,
  addresses: ClientAddresses,
): void {
  server.maxConnections = connections;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    if (addresses.trusts(remoteAddress)) return;
    const address = networkOf(remoteAddress);
    const count = (open.get(address) ?? 0) + 1;
    if (count > connectionsPerAddress) return void socket.destroy();
    open.set(address, count);
    socket.once('close', () => {
      const left = open.get(address)! - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}
