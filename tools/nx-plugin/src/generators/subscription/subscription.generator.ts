import { ModuleFile } from '../edit/module-file.js';
import { addToRow } from '../edit/pages.js';
import { finish } from '../finish.js';
import { GeneratorError } from '../generator-error.js';
import { moduleFolder } from '../names/context-name.js';
import { expectFree, subscriptionPlace, useCaseFolder, type Place } from '../names/message-name.js';
import { entityName } from '../names/entity-name.js';
import { kebab, pascal, snake } from '../names/words.js';
import { addDependency } from '../packages/new-package.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { addEvent, declaredSubscription } from './added-event.js';
import { eventOf } from './event-of.js';
import {
  subscriptionEntity,
  subscriptionHandler,
  subscriptionMigration,
  subscriptionSpec,
} from './subscription-files.js';

export interface SubscriptionOptions {
  /** `shipping/hold-parcels` */
  readonly name: string;
  /** `orders.OrderHeld` */
  readonly event: string;
  readonly start: 'beginning' | 'now';
  /** `Balance`, what a row of its table is; default: the subscription's name. */
  readonly entity?: string;
}

/**
 * `nx g subscription shipping/hold-parcels --event=orders.OrderHeld`: a new subscription, or one more event for one that
 * the module declares already.
 */
export default async function subscriptionGenerator(
  files: WorkspaceFiles,
  options: SubscriptionOptions,
): Promise<Afterwards> {
  const place = subscriptionPlace(files, options.name);
  const declared = declaredSubscription(files, place);
  if (declared && options.entity !== undefined)
    throw new GeneratorError(
      'GENERATOR_NAME_TAKEN',
      `${place.context} has the subscription '${place.name}' already, and one more event needs no table of its own.`,
      'Leave out --entity to add the event to it, or take another name for a new subscription.',
    );
  return declared ? addEvent(files, declared, options.event) : newSubscription(files, place, options);
}

async function newSubscription(files: WorkspaceFiles, place: Place, options: SubscriptionOptions): Promise<Afterwards> {
  const { context, name } = place;
  const source = `${moduleFolder(context)}/src`;
  const folder = useCaseFolder(place);
  const wanted = options.entity ?? pascal(name);
  const entity = entityName(wanted, snake(wanted));
  const file = kebab(entity);
  expectFree(files, place, folder, `${source}/persistence/${file}.entity.ts`);
  const event = await eventOf(files, options.event);
  const type = pascal(name);
  const timestamp = nextTimestamp(files, `${source}/persistence/migrations`);
  const migration = `Create${entity}${timestamp}`;
  const parts = { ...place, event, entity, migration };

  files.write(`${folder}/${name}.handler.ts`, subscriptionHandler(parts));
  files.write(`${folder}/${name}.spec.ts`, subscriptionSpec(parts));
  files.write(`${source}/persistence/${file}.entity.ts`, subscriptionEntity(parts));
  files.write(`${source}/persistence/migrations/${timestamp}-create-${file}.ts`, subscriptionMigration(parts));
  const module = new ModuleFile(files, context);
  module.addSubscription(`subscription('${name}', { handler: ${type}Handler, start: '${options.start}' })`);
  module.addProvider(`${type}Handler`, `./application/${name}/${name}.handler.js`);
  module.addEntity(`${entity}Entity`, `./persistence/${file}.entity.js`);
  module.addMigration(migration, `./persistence/migrations/${timestamp}-create-${file}.js`);
  module.save();
  addDependency(files, moduleFolder(context), `@contracts/${event.context}`);
  const page = `${moduleFolder(context)}/README.md`;
  const from = options.start === 'beginning' ? ', from the beginning' : '';
  addToRow(files, page, 'owns', `table \`${snake(entity)}\``);
  addToRow(files, page, 'subscribes', `\`${name}\`${from}: \`${options.event}\``, '; ');
  return finish(files, [
    `${folder}/${name}.handler.ts   what the event changes here`,
    `${source}/persistence   its table: the entity and its migration`,
    `npx vitest run ${folder}   its spec, in every topology`,
  ]);
}

/** A new migration runs after those that there are. */
function nextTimestamp(files: WorkspaceFiles, folder: string): number {
  return Math.max(Date.now(), ...files.children(folder).map((name) => Number.parseInt(name, 10) + 1 || 0));
}
