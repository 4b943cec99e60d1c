// The host of the context that the command line names, with the same few lines that `nx extract` writes for one.
import { runContextHost } from '@multilith/host';
import { contexts } from '../../dist/contexts.js';

const [context] = process.argv.slice(2);
await runContextHost({
  context,
  module: contexts[context].module,
  workspace: new URL('../../../../', import.meta.url),
});
