import { posix } from 'node:path';
import { EventHandlerFile } from '../edit/event-handler-file.js';
import { ModuleFile } from '../edit/module-file.js';
import { addEventToSubscription } from '../edit/pages.js';
import { finish } from '../finish.js';
import { GeneratorError } from '../generator-error.js';
import { moduleFolder } from '../names/context-name.js';
import { expectFree, type Place } from '../names/message-name.js';
import { kebab } from '../names/words.js';
import { addDependency } from '../packages/new-package.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { eventOf } from './event-of.js';
import { addedEventSpec } from './subscription-files.js';

/** A subscription that a module declares already. */
export interface DeclaredSubscription extends Place {
  /** Class of its handler. */
  readonly handler: string;
  /** The handler's file, relative to the workspace. */
  readonly file: string;
}

/** The subscription that a place names, if its module declares it. */
export function declaredSubscription(files: WorkspaceFiles, place: Place): DeclaredSubscription | undefined {
  const handler = new ModuleFile(files, place.context).handlerOf(place.name);
  if (!handler) return undefined;
  const file = posix.join(moduleFolder(place.context), 'src', handler.from.replace(/\.js$/, '.ts'));
  return { ...place, handler: handler.name, file };
}

/**
 * Lets a subscription follow one more event: its handler gets it, and a spec sends it.
 *
 * @throws GeneratorError GENERATOR_NAME_TAKEN if it follows the event already
 */
export async function addEvent(
  files: WorkspaceFiles,
  subscription: DeclaredSubscription,
  qualified: string,
): Promise<Afterwards> {
  const { context, name, file } = subscription;
  const handler = new EventHandlerFile(files, file, subscription.handler);
  const event = await eventOf(files, qualified);
  if (handler.handles(event.name))
    throw new GeneratorError(
      'GENERATOR_NAME_TAKEN',
      `The subscription '${name}' of ${context} follows ${qualified} already.`,
      `Its handler is ${file}. A new subscription takes another name.`,
    );
  const folder = posix.dirname(file);
  const spec = `${folder}/${kebab(event.name)}.spec.ts`;
  expectFree(files, subscription, spec);
  handler.add(event.name, `@contracts/${event.context}`);
  const module = posix.relative(folder, `${moduleFolder(context)}/src/${context}.module.js`);
  files.write(spec, addedEventSpec({ ...subscription, event, module }));
  addDependency(files, moduleFolder(context), `@contracts/${event.context}`);
  addEventToSubscription(files, `${moduleFolder(context)}/README.md`, name, qualified);
  return finish(files, [
    `${file}   what ${event.name} changes here`,
    `npx vitest run ${folder}   its specs, in every topology`,
    `A running deployment handles the ${event.name} events that come from now on: '${name}' has passed the earlier ones of ${event.context} if it followed ${event.context} before.`,
  ]);
}
