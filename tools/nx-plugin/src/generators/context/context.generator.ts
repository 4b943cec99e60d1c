import { addOwner } from '../packages/owners.js';
import { addDependency, writePackage } from '../packages/new-package.js';
import { finish } from '../finish.js';
import { contractFolder, moduleFolder, newContextName } from '../names/context-name.js';
import { namesInApi } from '../edit/sdl.js';
import { camel } from '../names/words.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { apiFiles } from './api-files.js';
import { addConnections } from './compose.js';
import { contextNames, entityOf, type ContextNames } from './context-names.js';
import { contractFiles } from './contract-files.js';
import { moduleFiles } from './module-files.js';
import { addToMonolith, MONOLITH } from './monolith.js';

export interface ContextOptions {
  /** `returns` */
  readonly name: string;
  /** `Return`; default: the singular of the name, with `Record` behind it where the API uses that for something else. */
  readonly entity?: string;
  readonly description?: string;
}

/** `nx g context returns` */
export default async function contextGenerator(files: WorkspaceFiles, options: ContextOptions): Promise<Afterwards> {
  const context = newContextName(files, options.name);
  const entity = options.entity ?? freeInApi(files, entityOf(context));
  const names = contextNames(context, { entity, description: options.description });
  writeContract(files, names);
  writeModule(files, names);
  addToMonolith(files, names);
  addDependency(files, MONOLITH, `@modules/${context}`);
  addOwner(files, context);
  const look = addConnections(files);
  return finish(files, [
    ...look,
    `npx vitest run ${context}   its specs, in every topology`,
    'npm start   the context is on the index page and in GraphiQL',
    `libs/modules/${context}/README.md   say what it is for; CODEOWNERS has a team of its name`,
    `npx nx g command ${context}/…   more of it; docs/adding-a-context.md goes on from here`,
  ]);
}

function writeContract(files: WorkspaceFiles, names: ContextNames): void {
  const { context, description } = names;
  const folder = contractFolder(context);
  write(files, folder, contractFiles(names));
  writePackage(files, {
    folder,
    name: `@contracts/${context}`,
    description: `What other contexts and clients may know of ${context}: ${description}.`,
    project: `contract-${context}`,
    entries: { '.': 'index' },
    dependencies: ['@contracts/shared', '@multilith/contract', 'zod'],
    sideEffects: false,
  });
}

function writeModule(files: WorkspaceFiles, names: ContextNames): void {
  const { context, description } = names;
  const folder = moduleFolder(context);
  write(files, folder, moduleFiles(names));
  write(files, `${folder}/src/api`, apiFiles(names));
  writePackage(files, {
    folder,
    name: `@modules/${context}`,
    description: `The ${context} context: ${description}.`,
    project: context,
    entries: { '.': 'index', './api': 'api/index' },
    dependencies: [
      ...[`@contracts/${context}`, '@contracts/shared'],
      ...['@multilith/contract', '@multilith/graphql', '@multilith/runtime'],
      ...['@nestjs/common', '@nestjs/cqrs', '@nestjs/graphql', '@nestjs/typeorm', 'typeorm'],
    ],
    devDependencies: ['@multilith/testing'],
  });
}

/** Types and fields of the API are named once for all contexts. */
function freeInApi(files: WorkspaceFiles, entity: string): string {
  const taken = namesInApi(files);
  return taken.has(entity) || taken.has(camel(entity)) || taken.has(`register${entity}`) ? `${entity}Record` : entity;
}

function write(files: WorkspaceFiles, folder: string, contents: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(contents)) files.write(`${folder}/${path}`, content);
}
