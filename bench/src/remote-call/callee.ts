import { systemNamed } from './systems.js';

/** The process that answers in one of the ways, until the one that started it ends. */
const [name, url] = process.argv.slice(2);
await systemNamed(name!).serve(url!);
process.on('disconnect', () => process.exit());
process.send!('ready');
