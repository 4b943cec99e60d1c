import { runContextHost } from '@multilith/host';
import { shopContexts, WORKSPACE } from './workspace.js';

/** The host of the context that the command line names, with the same few lines that `nx extract` writes. */
const [context] = process.argv.slice(2);
const { module } = (await shopContexts())[context!]!;
await runContextHost({ context: context!, module, workspace: WORKSPACE });
