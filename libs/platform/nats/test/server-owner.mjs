// Starts a server from the TypeScript sources and waits to be killed.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const source = fileURLToPath(new URL('../src/server/index.ts', import.meta.url));
const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' });
const server = await module.startNatsServer({ jetStream: true });
process.send({ url: server.url, folder: dirname(server.storeDir) });
setInterval(() => {}, 60_000);
