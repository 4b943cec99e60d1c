import { GeneratorError } from '../generator-error.js';
import type { Access } from '../names/access.js';
import { moduleFolder } from '../names/context-name.js';
import type { Place } from '../names/message-name.js';
import { kebab } from '../names/words.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import { ensureApi } from './api-package.js';
import { ModuleFile } from './module-file.js';

/**
 * Writes a resolver and gives it to the context's API module, which is created if it is missing.
 *
 * @param place the context, and the name of the class without `Resolver`
 */
export function writeApiResolver(files: WorkspaceFiles, { context, name }: Place, resolver: string): void {
  ensureApi(files, context);
  const folder = `${moduleFolder(context)}/src/api`;
  files.write(`${folder}/${kebab(name)}.resolver.ts`, resolver);
  const module = new ModuleFile(files, context, `${folder}/${context}-api.module.ts`);
  module.addProvider(`${name}Resolver`, `./${kebab(name)}.resolver.js`);
  module.save();
}

/** @throws GeneratorError GENERATOR_NAME_INVALID: a resolver is no other context */
export function expectReachable(access: Access, name: string): void {
  if (!access.isInternal) return;
  throw new GeneratorError(
    'GENERATOR_NAME_INVALID',
    `${name} would be for other contexts only, so the API could not send it.`,
    'Leave out --api, or choose another --access.',
  );
}
