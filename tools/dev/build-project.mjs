// `node tools/dev/build-project.mjs libs/modules/orders`: what Nx runs as the target `build`. Without a folder: everything.
// `--only a b` builds these folders, where the rest of the workspace may be half written.
import { buildOnce, buildOnly, buildProject } from './build.mjs';
import { fail } from './run.mjs';

const [first, ...more] = process.argv.slice(2);
try {
  if (first === undefined) await buildOnce({ unlessFresh: false });
  else if (first === '--only') await buildOnly(more);
  else await buildProject(first);
} catch (error) {
  fail(error.message, 1);
}
