import type { Meeting } from './system.js';
import { SYSTEMS, type SystemId } from './systems.js';

/** The process that answers calls with one of the systems, until its parent process ends. */
const [id, meeting] = process.argv.slice(2);
await (await SYSTEMS[id as SystemId].load()).serve(JSON.parse(meeting!) as Meeting);
process.on('disconnect', () => process.exit());
/** Any message asks for its CPU time so far, in microseconds. */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send!(user + system);
});
process.send!('ready');
