// `node tools/dev/build-project.mjs libs/modules/orders`: what Nx runs as the target `build`.
import { buildProject } from './build.mjs';
import { fail } from './run.mjs';

try {
  await buildProject(process.argv[2]);
} catch (error) {
  fail(error.message, 1);
}
