import 'reflect-metadata';
import { startOne, type Meeting } from './hosts.js';

/** The host of the subscriber, in a process of its own. */
const host = await startOne('monolith', JSON.parse(process.argv[2]!) as Meeting);
process.send!('ready');
process.once('disconnect', () => void host.stop());
