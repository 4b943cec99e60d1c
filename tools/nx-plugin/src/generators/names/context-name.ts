import { GeneratorError } from '../generator-error.js';
import { readManifests } from '../packages/manifests.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import { isMemberOfEveryObject, isReservedWord, isSqlWord } from './reserved.js';
import { camel, kebab, snake } from './words.js';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** A schema and a role of PostgreSQL are named after the context; they have 63 characters at most. */
const MAX_LENGTH = 40;
/**
 * They mean something else where names of contexts stand: as a host, a login of NATS or a service of docker-compose.yml.
 * `pg_…` is refused by its underscore.
 */
const NOT_A_CONTEXT = new Set([
  'postgres',
  'nats',
  'prometheus',
  'jaeger',
  'provision',
  'supervisor',
  'tools',
  'shared',
  'edge',
  'main',
  'monolith',
  'test',
  'public',
  'information-schema',
  'multilith',
]);

export const contractFolder = (context: string): string => `libs/contracts/${context}`;
export const moduleFolder = (context: string): string => `libs/modules/${context}`;

/**
 * Checks the name of a context that is to be.
 *
 * @throws GeneratorError GENERATOR_NAME_INVALID, GENERATOR_NAME_TAKEN
 */
export function newContextName(files: WorkspaceFiles, name: string): string {
  if (!NAME.test(name) || name.length > MAX_LENGTH)
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${name}' cannot name a context.`,
      `Take at most ${MAX_LENGTH} characters of a-z, 0-9 and single hyphens, beginning with a letter${suggestion(name)}.`,
    );
  if (
    NOT_A_CONTEXT.has(name) ||
    isReservedWord(camel(name)) ||
    isMemberOfEveryObject(camel(name)) ||
    isSqlWord(snake(name))
  )
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${name}' has a meaning of its own in TypeScript, SQL or this workspace and cannot name a context.`,
      'Take another name, of what the context looks after: gift-cards.',
    );
  const folder = [contractFolder(name), moduleFolder(name)].find((path) => files.exists(path));
  if (folder !== undefined)
    throw new GeneratorError(
      'GENERATOR_NAME_TAKEN',
      `${folder} is there already.`,
      `Take another name, or add to the context: npx nx g command ${name}/…`,
    );
  const owner = [...readManifests(files).values()].find(({ manifest }) => manifest.nx?.name === name);
  if (owner)
    throw new GeneratorError(
      'GENERATOR_NAME_TAKEN',
      `The Nx project in ${owner.folder} is named '${name}'.`,
      'Take another name.',
    );
  return name;
}

/** The contexts that there are, by name. */
export function contextsIn(files: WorkspaceFiles): string[] {
  return files
    .children('libs/modules')
    .filter((name) => files.exists(`${moduleFolder(name)}/package.json`))
    .filter((name) => files.exists(`${contractFolder(name)}/package.json`))
    .sort();
}

/** @throws GeneratorError GENERATOR_UNKNOWN_CONTEXT */
export function knownContext(files: WorkspaceFiles, name: string): string {
  const known = contextsIn(files);
  if (known.includes(name)) return name;
  throw new GeneratorError(
    'GENERATOR_UNKNOWN_CONTEXT',
    `There is no context '${name}'.`,
    `The contexts are ${known.join(', ')}. A new one is made by: npx nx g context ${NAME.test(name) ? name : '<name>'}`,
  );
}

function suggestion(name: string): string {
  const better = kebab(name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^[-0-9]+|-+$/g, ''));
  return NAME.test(better) && better.length <= MAX_LENGTH ? `, like '${better}'` : '';
}
