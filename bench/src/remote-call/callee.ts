import { SYSTEMS } from './systems.js';

/** The other process: answers in every way, until the one that started it ends. */
const [url] = process.argv.slice(2);
await Promise.all(SYSTEMS.map((system) => system.serve(url!)));
process.on('disconnect', () => process.exit());
process.send!('ready');
