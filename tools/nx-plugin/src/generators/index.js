// What Nx loads for `nx g …`. It is JavaScript, so that a fresh clone can generate before anything is built: the
// generators themselves are TypeScript, built here when their sources have changed.
import { build } from '../build.js';

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
export const version = built(() => import('../../dist/generators/version/version.generator.js'));
