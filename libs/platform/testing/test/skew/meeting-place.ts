import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { startNatsServer } from '@multilith/nats/testing';

/** What a host needs to know of the others. */
export type Meeting =
  | { readonly transport: 'nats'; readonly nats: { readonly url: string; readonly prefix: string } }
  | { readonly transport: 'grpc'; readonly grpc: { readonly listen: string; readonly hosts: string } };

/** Where the hosts of a test meet. */
export interface MeetingPlace {
  /** Settings of one more process of a host. */
  meet(host: 'kitchen' | 'hall'): Meeting;
  stop(): Promise<void>;
}

/** Opens a NATS server, or addresses for the processes of both hosts. */
export const openMeetingPlace = (transport: 'nats' | 'grpc'): Promise<MeetingPlace> =>
  transport === 'nats' ? openNats() : openGrpc();

async function openNats(): Promise<MeetingPlace> {
  const server = await startNatsServer();
  const nats = { url: server.url, prefix: `skew-${randomBytes(6).toString('hex')}` };
  return { meet: () => ({ transport: 'nats', nats }), stop: () => server.stop() };
}

/** Processes of a host at a time: the former one and its successor. */
const AT_A_TIME = 2;

/** As in a deployment, every process knows all addresses of a host before anything listens there. */
async function openGrpc(): Promise<MeetingPlace> {
  const free = await freeAddresses(2 * AT_A_TIME);
  const addresses = { kitchen: free.slice(0, AT_A_TIME), hall: free.slice(AT_A_TIME) };
  const hosts = Object.entries(addresses)
    .map(([host, all]) => `${host}=${all.join(',')}`)
    .join(';');
  return {
    meet: (host) => {
      // The process that was started before last has ended.
      const listen = addresses[host].shift()!;
      addresses[host].push(listen);
      return { transport: 'grpc', grpc: { listen, hosts } };
    },
    stop: async () => {},
  };
}

/** Addresses below the ports of outgoing connections: these stay free until their process listens. */
async function freeAddresses(count: number): Promise<string[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const server = createServer();
    const port = randomInt(20_000, 32_768);
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) ports.add(port);
  }
  return [...ports].map((port) => `127.0.0.1:${port}`);
}
