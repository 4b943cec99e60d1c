import { addOwner } from '../packages/owners.js';
import { addDependency, writePackage } from '../packages/new-package.js';
import { API_DEPENDENCIES } from '../edit/api-package.js';
import { addToMonolith, MONOLITH } from '../edit/monolith-contexts.js';
import { finish } from '../finish.js';
import { GeneratorError } from '../generator-error.js';
import { sharedExports } from '../message-parts.js';
import { contractFolder, moduleFolder, newContextName } from '../names/context-name.js';
import { namesInApi } from '../edit/sdl.js';
import { camel } from '../names/words.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { apiFiles } from './api-files.js';
import { bareContractFiles, bareModuleFiles } from './bare-files.js';
import { addToCompose } from './compose.js';
import { contextNames, entityOf, type ContextNames } from './context-names.js';
import { contractFiles } from './contract-files.js';
import { moduleFiles } from './module-files.js';
import { nextSteps } from './next-steps.js';

type Sources = Readonly<Record<string, string>>;

/** The lock of a contract, below its folder. */
const CONTRACT_LOCK = 'src/contract.lock.json';
/** An empty lock, so that the contract can be built; every generator writes the real lock at its end. */
const EMPTY_LOCK = '{ "format": 1 }';

export interface ContextOptions {
  /** `returns` */
  readonly name: string;
  /** `Return`; default: the singular of the name, with `Record` behind it where the API uses that for something else. */
  readonly entity?: string;
  readonly description?: string;
  /** Without a first use case: no message, no table, no field. */
  readonly bare?: boolean;
}

/** `nx g context returns` */
export default async function contextGenerator(files: WorkspaceFiles, options: ContextOptions): Promise<Afterwards> {
  const context = newContextName(files, options.name);
  const names = namesOf(files, context, options);
  const hasShared = sharedExports(files, 'line');
  writeContract(files, names, options.bare ? bareContractFiles(names) : contractFiles(names, hasShared), hasShared);
  if (options.bare) writeModule(files, names, bareModuleFiles(names), {}, hasShared);
  else writeModule(files, names, moduleFiles(names), apiFiles(names), hasShared);
  addToMonolith(files, context, names.prefix, !options.bare);
  addDependency(files, MONOLITH, `@modules/${context}`);
  addOwner(files, context);
  const look = addToCompose(files, context);
  return finish(files, [...look, ...nextSteps(context, options.bare)]);
}

/** @throws GeneratorError GENERATOR_NAME_INVALID */
function namesOf(files: WorkspaceFiles, context: string, { bare, entity, description }: ContextOptions): ContextNames {
  if (bare && entity !== undefined)
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `A bare context keeps nothing yet, so there is nothing to name '${entity}'.`,
      'Leave out --bare or --entity.',
    );
  return contextNames(context, {
    // Nothing of a bare context is named after what it keeps.
    entity: bare ? 'Item' : (entity ?? freeInApi(files, entityOf(context))),
    description: description ?? (bare ? `The ${context} context` : undefined),
  });
}

function writeContract(files: WorkspaceFiles, names: ContextNames, sources: Sources, hasShared: boolean): void {
  const { context, description } = names;
  const folder = contractFolder(context);
  write(files, folder, { ...sources, [CONTRACT_LOCK]: EMPTY_LOCK });
  writePackage(files, {
    folder,
    name: `@contracts/${context}`,
    description: `What other contexts and clients may know of ${context}: ${description}.`,
    project: `contract-${context}`,
    entries: { '.': 'index' },
    dependencies: [...sharedKernel(hasShared), '@multilith/contract', 'zod'],
    json: [CONTRACT_LOCK],
    sideEffects: false,
  });
}

function writeModule(
  files: WorkspaceFiles,
  names: ContextNames,
  sources: Sources,
  api: Sources,
  hasShared: boolean,
): void {
  const { context, description } = names;
  const folder = moduleFolder(context);
  const hasApi = Object.keys(api).length > 0;
  write(files, folder, sources);
  write(files, `${folder}/src/api`, api);
  writePackage(files, {
    folder,
    name: `@modules/${context}`,
    description: `The ${context} context: ${description}.`,
    project: context,
    entries: { '.': 'index', ...(hasApi && { './api': 'api/index' }) },
    dependencies: [
      ...[`@contracts/${context}`, ...sharedKernel(hasShared), '@multilith/contract', '@multilith/runtime'],
      ...['@nestjs/common', '@nestjs/cqrs', '@nestjs/typeorm', 'typeorm'],
      ...(hasApi ? API_DEPENDENCIES : []),
    ],
    devDependencies: ['@multilith/testing'],
  });
}

const sharedKernel = (hasShared: boolean): string[] => (hasShared ? ['@contracts/shared'] : []);

/** Types and fields of the API are named once for all contexts. */
function freeInApi(files: WorkspaceFiles, entity: string): string {
  const taken = namesInApi(files);
  return taken.has(entity) || taken.has(camel(entity)) || taken.has(`register${entity}`) ? `${entity}Record` : entity;
}

function write(files: WorkspaceFiles, folder: string, contents: Sources): void {
  for (const [path, content] of Object.entries(contents)) files.write(`${folder}/${path}`, content);
}
