import { createServer } from 'node:net';
import { EmbeddedDatabaseError } from '../embedded-database.error.js';

/**
 * Returns a free TCP port of the loopback interface: the wanted one, or any if none is given.
 *
 * @throws EmbeddedDatabaseError `EMBEDDED_DATABASE_PORT` if the wanted port is taken
 */
export async function freePort(wanted: number | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause) =>
      reject(
        new EmbeddedDatabaseError(
          'EMBEDDED_DATABASE_PORT',
          `Port ${wanted} of 127.0.0.1, asked for by the embedded database, is taken: ${cause.message}.`,
          'Leave the port out to get a free one, or end the program that listens there.',
          { cause },
        ),
      ),
    );
    probe.listen({ host: '127.0.0.1', port: wanted ?? 0 }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
