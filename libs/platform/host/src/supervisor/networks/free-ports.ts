import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { randomInt } from 'node:crypto';

/**
 * Range of the ports, below those that systems use for outgoing connections (from 32768 on Linux): a port in it stays
 * free while its host is restarted.
 */
const [FIRST, END] = [20_000, 32_768];
/** Attempts to find a free port, each at a random one. */
const ATTEMPTS = 200;

/**
 * Returns different ports of this machine on which nothing listens.
 *
 * @throws Error if almost all are taken
 */
export async function freePorts(count: number): Promise<number[]> {
  const open: Server[] = [];
  try {
    while (open.length < count) open.push(await listenSomewhere());
    return open.map(portOf);
  } finally {
    await Promise.all(open.map((server) => new Promise((closed) => server.close(closed))));
  }
}

async function listenSomewhere(): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const server = createServer();
    try {
      server.listen(randomInt(FIRST, END), '127.0.0.1');
      await once(server, 'listening');
      return server;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === ATTEMPTS) throw error;
    }
  }
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;
