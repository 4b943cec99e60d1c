import { systemNamed } from './systems.js';

/** The process that answers calls with one of the systems, until its parent process ends. */
const [name, url] = process.argv.slice(2);
await systemNamed(name!).serve(url!);
process.on('disconnect', () => process.exit());
process.send!('ready');
