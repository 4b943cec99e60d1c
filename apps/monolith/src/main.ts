import { runEdgeHost } from '@multilith/edge';
import { contexts } from './contexts.js';
import { FIRST_QUERY } from './first-query.js';
import { seedCatalogue } from './seed/seed-catalogue.js';

await runEdgeHost({
  name: 'Shop',
  contexts,
  workspace: new URL('../../../', import.meta.url),
  seed: seedCatalogue,
  graphiql: { firstQuery: FIRST_QUERY },
  staffRoles: ['sales', 'warehouse', 'catalog'],
  nextStep: 'npm run import -- FILE.csv[.gz]   (orders of UCI "Online Retail")',
});
