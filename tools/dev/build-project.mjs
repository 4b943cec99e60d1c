// `node tools/dev/build-project.mjs libs/modules/orders`: what Nx runs as the target `build`. Without a folder: everything.
import { buildOnce, buildProject } from './build.mjs';
import { fail } from './run.mjs';

try {
  const project = process.argv[2];
  await (project === undefined ? buildOnce({ unlessFresh: false }) : buildProject(project));
} catch (error) {
  fail(error.message, 1);
}
