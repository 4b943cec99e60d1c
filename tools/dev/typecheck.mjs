// Type-checks the specs and type tests: of the whole tree, or of the one project that is named.
import { mkdirSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { root, run } from './run.mjs';

const project = process.argv[2];
if (project === undefined) await run('tsc', ['-p', 'tsconfig.specs.json']);
else {
  const folder = resolve(root, 'node_modules/.cache/typecheck', project.replaceAll('/', '-'));
  const to = (path) => relative(folder, resolve(root, path));
  const config = {
    extends: to('tsconfig.specs.json'),
    compilerOptions: { tsBuildInfoFile: 'tsconfig.tsbuildinfo' },
    include: [to(`${project}/src/**/*.ts`), to(`${project}/test/**/*.ts`)],
    exclude: [to(`${project}/dist`), to(`${project}/fixtures`)],
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, 'tsconfig.json'), JSON.stringify(config, undefined, 2));
  await run('tsc', ['-p', folder]);
}
