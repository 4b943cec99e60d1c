// What Nx loads for `nx g …`. It is JavaScript, so that a fresh clone can generate before anything is built: the
// generators themselves are TypeScript, built here when their sources have changed.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../..');

function build() {
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-b', 'tools/nx-plugin', 'tools/boundary-lint'], {
    cwd: root,
    stdio: 'inherit',
  });
}

const built = (load) => async (files, options) => {
  build();
  const generator = await load();
  return generator.default(files, options);
};

export const context = built(() => import('../../dist/generators/context/context.generator.js'));
export const command = built(() => import('../../dist/generators/command/command.generator.js'));
export const query = built(() => import('../../dist/generators/query/query.generator.js'));
export const event = built(() => import('../../dist/generators/event/event.generator.js'));
export const subscription = built(() => import('../../dist/generators/subscription/subscription.generator.js'));
export const extension = built(() => import('../../dist/generators/extension/extension.generator.js'));
