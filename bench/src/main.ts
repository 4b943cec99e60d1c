import 'reflect-metadata';
import { cpus } from 'node:os';
import { boundaryLint } from './boundary-lint/index.js';
import { codec } from './codec/index.js';
import { startBenchServer, type BenchServer } from './database.js';
import { delivery } from './delivery/index.js';
import { hostMemory } from './host-memory/index.js';
import { joinedCommands } from './joined-commands/index.js';
import { largeCalls } from './large-calls/index.js';
import { localCall } from './local-call/index.js';
import { lostHost } from './lost-host/index.js';
import { publish } from './publish/index.js';
import { relay } from './relay/index.js';
import { remoteCall } from './remote-call/index.js';
import { readOptions } from './options.js';
import { shop } from './shop/index.js';

const options = readOptions(process.argv.slice(2));

const BENCHES = {
  call: () => localCall(),
  'remote-call': () => remoteCall(options.shop),
  'large-calls': () => largeCalls(),
  'lost-host': () => lostHost(),
  shop: (server: BenchServer) => shop(server, options.shop),
  joined: joinedCommands,
  publish,
  delivery,
  relay,
  memory: hostMemory,
  codec: () => codec(),
  boundaries: () => boundaryLint(),
};
const names = Object.keys(BENCHES) as (keyof typeof BENCHES)[];
const chosen = options.names;
const unknown = chosen.filter((name) => !names.some((known) => known === name));

if (unknown.length > 0) {
  console.error(`There is no benchmark '${unknown[0]}'. Choose among: ${names.join(', ')}; none means all.`);
  process.exitCode = 2;
} else {
  const [cpu] = cpus();
  console.log(`Node ${process.version}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}\n`);
  const server = await startBenchServer();
  try {
    for (const name of names)
      if (chosen.length === 0 || chosen.includes(name)) console.log(`${await BENCHES[name](server)}\n`);
  } finally {
    await server.stop();
  }
}
