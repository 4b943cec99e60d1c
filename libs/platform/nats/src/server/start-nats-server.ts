import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer } from './find-nats-server.js';
import { ServerProcess } from './server-process.js';

export interface NatsServerOptions {
  /** Enables JetStream. Default: `false`. */
  readonly jetStream?: boolean;
  /** TCP port on 127.0.0.1. Default: a free one. */
  readonly port?: number;
  /** Storage folder of JetStream, kept when the server stops. Default: a temporary folder, which is removed. */
  readonly storeDir?: string;
  /** More lines of nats-server configuration, such as `max_payload: 64KB` or `authorization { … }`. */
  readonly config?: string;
  /** Variables that the configuration refers to, such as passwords, in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives each line of the server's log. */
  readonly onLog?: (line: string) => void;
  /** Called with a description if the server ends unexpectedly. {@link NatsServer.restart} starts it again. */
  readonly onExit?: (how: string) => void;
}

/** A running nats-server. It ends when this process ends, at the latest. */
export interface NatsServer {
  /** Like `nats://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Process id of the current run. */
  readonly pid: number | undefined;
  /** Storage folder of JetStream. */
  readonly storeDir: string;
  /** Kills it with SIGKILL, like a crash. */
  kill(): Promise<void>;
  /**
   * Starts it again after {@link kill} or an unexpected exit, with the same port and folder, by default with the same
   * configuration.
   */
  restart(config?: string): Promise<void>;
  /** Stops it and removes temporary files. */
  stop(): Promise<void>;
}

/**
 * Starts a nats-server on a port of 127.0.0.1 and waits until it accepts connections. The program is `NATS_SERVER`,
 * else the first on the PATH.
 *
 * @example
 * const server = await startNatsServer({ jetStream: true });
 * afterAll(() => server.stop());
 * @throws NatsError `NATS_SERVER_MISSING` without a program, `NATS_SERVER_START` if it does not start
 */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const program = findNatsServer();
  const folder = mkdtempSync(join(tmpdir(), 'nats-server-'));
  const storeDir = options.storeDir ?? join(folder, 'jetstream');
  const configFile = join(folder, 'server.conf');
  const start = async (port: number, config: string | undefined): Promise<ServerProcess> => {
    writeFileSync(configFile, configuration(port, options.jetStream ? storeDir : undefined, config));
    return ServerProcess.start(program, configFile, folder, options);
  };
  try {
    let { server, port } = await firstStart(options, start);
    return {
      url: `nats://127.0.0.1:${port}`,
      port,
      get pid() {
        return server.pid;
      },
      storeDir,
      kill: () => server.end('SIGKILL'),
      restart: async (config = options.config) => {
        await server.end('SIGKILL');
        server = await start(port, config);
      },
      stop: async () => {
        await server.end('SIGTERM');
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Tries again with another port if another process takes the free port first. */
async function firstStart(
  { port: wanted, config }: NatsServerOptions,
  start: (port: number, config: string | undefined) => Promise<ServerProcess>,
): Promise<{ server: ServerProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    try {
      return { server: await start(port, config), port };
    } catch (error) {
      const taken = /address already in use/i.test((error as Error).message);
      if (!taken || wanted !== undefined || attempt === 5) throw error;
    }
  }
}

const configuration = (port: number, storeDir: string | undefined, config = ''): string =>
  [
    'host: 127.0.0.1',
    `port: ${port}`,
    ...(storeDir === undefined ? [] : [`jetstream { store_dir: ${JSON.stringify(storeDir)} }`]),
    config,
    '',
  ].join('\n');

/** Returns a TCP port of 127.0.0.1 that is currently free. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
