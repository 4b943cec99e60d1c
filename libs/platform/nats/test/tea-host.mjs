// A host of `tea-hosts.ts` in a process of its own: `tea-host.mjs <host> <url of NATS>`. The hall asks for the menu when told
// to; the kitchen says when it begins to write it, and then comes to a breakpoint, or waits to be told to go on.
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { runnerImport } from 'vite';

const [host, url] = process.argv.slice(2);
const source = fileURLToPath(new URL('tea-hosts.ts', import.meta.url));
const configFile = fileURLToPath(new URL('../../../../vitest.config.ts', import.meta.url));
await import('reflect-metadata');
const { module } = await runnerImport(source, { configFile, logLevel: 'error' });
const hosts = new module.TeaHosts();
const started = await hosts.start(host, url);
hosts.monolith = started;

const BREAKPOINT_MS = Number(process.env.BREAKPOINT_MS ?? 0);
if (BREAKPOINT_MS > 0) await debugMainThread();
module.cook.menu = async () => {
  process.send('writing');
  // eslint-disable-next-line no-debugger -- the breakpoint
  if (BREAKPOINT_MS > 0) debugger;
  else await once(process, 'message');
  return ['green'];
};
if (host === 'monolith')
  process.on('message', async () => {
    const answer = await hosts.ask(new module.OfferMenu({})).catch((error) => ({ code: error.code }));
    process.send({ answer });
  });
process.send('ready');

/** Goes on after each breakpoint of this thread when the time is over, as a person at a debugger does. */
async function debugMainThread() {
  const debuggerCode = `
    const { Session } = require('node:inspector');
    const { parentPort } = require('node:worker_threads');
    const session = new Session();
    session.connectToMainThread();
    session.on('Debugger.paused', () => setTimeout(() => session.post('Debugger.resume'), ${BREAKPOINT_MS}));
    session.post('Debugger.enable', () => parentPort.postMessage('enabled'));
    setInterval(() => {}, 60000);`;
  const worker = new Worker(debuggerCode, { eval: true, execArgv: [] });
  await once(worker, 'message');
  worker.unref();
}
