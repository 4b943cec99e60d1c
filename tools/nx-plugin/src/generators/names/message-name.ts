import { GeneratorError } from '../generator-error.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import { contractFolder, knownContext, moduleFolder } from './context-name.js';
import { isReservedWord, isTakenByTheLanguage } from './reserved.js';
import { kebab, pascal } from './words.js';

const CLASS = /^[A-Z][A-Za-z0-9]*$/;
const SUBSCRIPTION = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_LENGTH = 60;

/** Where something is added: `orders/HoldOrder`. */
export interface Place {
  readonly context: string;
  /** As it was written: `HoldOrder` of a message, `hold-parcels` of a subscription. */
  readonly name: string;
}

/**
 * Reads `orders/HoldOrder`.
 *
 * @param kind what is added, for the error: `command`, `query` or `event`
 * @throws GeneratorError GENERATOR_NAME_INVALID, GENERATOR_UNKNOWN_CONTEXT
 */
export function messagePlace(files: WorkspaceFiles, kind: string, path: string): Place {
  const place = split(files, kind, path, 'orders/HoldOrder');
  if (!CLASS.test(place.name) || place.name.length > MAX_LENGTH)
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${place.name}' cannot name ${kind === 'event' ? 'an' : 'a'} ${kind}.`,
      `Messages are classes: at most ${MAX_LENGTH} letters and digits, the first one upper case${suggestion(place)}.`,
    );
  if (isTakenByTheLanguage(place.name))
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${place.name}' means something else in TypeScript or Nest.`,
      'Say what is done to what, like HoldOrder.',
    );
  return place;
}

/**
 * Reads `shipping/hold-parcels`.
 *
 * @throws GeneratorError GENERATOR_NAME_INVALID, GENERATOR_UNKNOWN_CONTEXT
 */
export function subscriptionPlace(files: WorkspaceFiles, path: string): Place {
  const place = split(files, 'subscription', path, 'shipping/hold-parcels');
  if (!SUBSCRIPTION.test(place.name) || place.name.length > MAX_LENGTH)
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${place.name}' cannot name a subscription.`,
      `Take at most ${MAX_LENGTH} characters of a-z, 0-9 and single hyphens that say what is done, like hold-parcels.`,
    );
  if (isReservedWord(place.name) || isTakenByTheLanguage(pascal(place.name)))
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${place.name}' means something else in TypeScript or Nest.`,
      'Say what is done, like hold-parcels.',
    );
  return place;
}

/**
 * Reads `loyalty/Customer`: a context, and a type of the GraphQL API that it adds to.
 *
 * @throws GeneratorError GENERATOR_NAME_INVALID, GENERATOR_UNKNOWN_CONTEXT
 */
export const typePlace = (files: WorkspaceFiles, path: string): Place =>
  split(files, 'extension', path, 'loyalty/Customer');

/** @throws GeneratorError GENERATOR_NAME_TAKEN when a file or folder of the name is there */
export function expectFree(files: WorkspaceFiles, { context, name }: Place, ...paths: readonly string[]): void {
  const taken = paths.find((path) => files.exists(path));
  if (taken === undefined) return;
  throw new GeneratorError(
    'GENERATOR_NAME_TAKEN',
    `${taken} is there already, so ${context}/${name} was added before or the name is in use.`,
    'Take another name, or remove what is there.',
  );
}

export const contractFile = ({ context, name }: Place): string => `${contractFolder(context)}/src/${kebab(name)}.ts`;
export const useCaseFolder = ({ context, name }: Place): string =>
  `${moduleFolder(context)}/src/application/${kebab(name)}`;

function split(files: WorkspaceFiles, kind: string, path: string, example: string): Place {
  const [context, name, ...more] = path.split('/');
  if (!context || !name || more.length > 0)
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${path}' does not say where the ${kind} belongs.`,
      `Give the context and the name with a slash between them, like ${example}.`,
    );
  return { context: knownContext(files, context), name };
}

function suggestion({ context, name }: Place): string {
  const better = pascal(name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^[-0-9]+|-+$/g, ''));
  return CLASS.test(better) && better.length <= MAX_LENGTH ? `, like ${context}/${better}` : '';
}
