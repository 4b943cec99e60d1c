import { moduleFolder } from '../names/context-name.js';
import { camel, pascal } from '../names/words.js';
import { addDependency, addEntry } from '../packages/new-package.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import { addApiToMonolith } from './monolith-contexts.js';

/** What an API imports beside the contract of its context. */
export const API_DEPENDENCIES = ['@multilith/graphql', '@nestjs/graphql'] as const;

/**
 * Gives a module the entry `./api`, with an API module that has no resolvers yet, and loads it in the monolith. Does
 * nothing if the module has one.
 */
export function ensureApi(files: WorkspaceFiles, context: string): void {
  const folder = moduleFolder(context);
  if (files.exists(`${folder}/src/api/index.ts`)) return;
  const prefix = pascal(context);
  files.write(`${folder}/src/api/index.ts`, apiIndex(context, prefix));
  files.write(
    `${folder}/src/api/${context}-api.module.ts`,
    `import { Module } from '@nestjs/common';
import { ${camel(context)} } from '@contracts/${context}';
import { ContextModule } from '@multilith/runtime';

/** The GraphQL API of ${context}. It runs at the edge, wherever ${context} itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: ${camel(context)} })],
  providers: [],
})
export class ${prefix}ApiModule {}
`,
  );
  addEntry(files, folder, './api', 'api/index');
  for (const name of API_DEPENDENCIES) addDependency(files, folder, name);
  addApiToMonolith(files, context, prefix);
}

/** The entry `./api` of a module. */
export const apiIndex = (
  context: string,
  prefix: string,
): string => `export { ${prefix}ApiModule } from './${context}-api.module.js';

/** The SDL of ${context}. From \`dist/api\` as from \`src/api\`, the path leads to the source. */
export const sdl = new URL('../../src/api/${context}.graphql', import.meta.url);
`;
