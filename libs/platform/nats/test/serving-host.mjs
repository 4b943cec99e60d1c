// A host that serves a context from the TypeScript sources, in its own process, until it is killed or receives SIGTERM.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [url, context] = process.argv.slice(2);
const source = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const configFile = fileURLToPath(new URL('../../../../vitest.config.ts', import.meta.url));
await import('reflect-metadata');
// Loads workspace packages from their sources as well, so that no build is needed.
const conditions = ['@multilith/source', 'node', 'module-sync'];
const resolve = { conditions, externalConditions: conditions, noExternal: [/^@multilith\//] };
const { module } = await runnerImport(source, { configFile, logLevel: 'error', environments: { inline: { resolve } } });
const transport = await module.connectNats({ url, host: 'serving' });
await transport.serve(context, async ({ content: { value: content, constructor: Content } }) => {
  if (content === 'for ever') await new Promise(() => {});
  if (content === 'slow') {
    process.send('running');
    await new Promise((resolve) => process.once('message', resolve));
  }
  return { answer: Content.ofJson(`${content} by ${process.pid}`) };
});
process.once('SIGTERM', async () => {
  process.send('draining');
  await transport.drain();
  await transport.close();
  process.disconnect();
});
process.send('ready');
