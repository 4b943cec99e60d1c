// A process that starts the embedded database from its TypeScript source and runs until it receives a signal.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const source = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' });
const postgres = await module.startEmbeddedPostgres(JSON.parse(process.argv[2]));
process.send({ url: postgres.url, dataDir: postgres.dataDir, attached: postgres.attached });
process.on('message', () => postgres.stop().then(() => process.exit()));
