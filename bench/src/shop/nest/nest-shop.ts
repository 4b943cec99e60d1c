import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNatsServer } from '@multilith/nats/server';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import pg from 'pg';
import { CONTEXTS } from '../multilith/multilith-shop.js';
import { ShopProcess } from '../shop-process.js';
import type { RunningShop, ShopSystem, StartOptions } from '../shop-system.js';
import { TABLES } from './tables.js';

const SERVICE = fileURLToPath(new URL('service-host.js', import.meta.url));
const GATEWAY = fileURLToPath(new URL('gateway-host.js', import.meta.url));

/**
 * The same shop as a Nest team splits it today: a GraphQL gateway and eight services of stock `@nestjs/microservices`
 * over NATS. It writes the same business rows and makes the same checks, but keeps no journal, so a service that is
 * down misses events.
 */
export const nestShop: ShopSystem = { name: 'nest', start };

async function start({ server, profiles }: StartOptions): Promise<RunningShop> {
  const folder = mkdtempSync(join(tmpdir(), 'nest-shop-'));
  const database = await server.createDatabase('shop_nest');
  await makeTables(database);
  const nats = await startNatsServer();
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const token = await new SignJWT({ roles: ['sales', 'warehouse', 'catalog'] })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('dev')
    .setExpirationTime('1d')
    .sign(privateKey);
  const env = {
    DATABASE_URL: database,
    NATS_URL: nats.url,
    NOTIFICATIONS_FOLDER: join(folder, 'mail'),
    TOKEN_KEY: JSON.stringify(await exportJWK(publicKey)),
  };
  const services = CONTEXTS.map((name) => new ShopProcess(name, SERVICE, { args: [name], env, profiles }));
  const gateway = new ShopProcess('gateway', GATEWAY, { env, profiles });
  const processes = [gateway, ...services];
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.stop()));
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(services.map((service) => service.printed(/Service '\w+' runs/)));
    const [, url] = await gateway.printed(/Listening at (http:\/\/[\w.:]+)/);
    return {
      endpoint: `${url}/graphql`,
      token,
      pids: [...processes.map(({ pid }) => pid), nats.pid!],
      database,
      nats: nats.url,
      natsPid: nats.pid,
      output: () => processes.map(({ name, output }) => `--- ${name}\n${output}`).join('\n'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(TABLES);
  } finally {
    await client.end();
  }
}
