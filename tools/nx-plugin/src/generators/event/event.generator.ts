import { addToContract } from '../edit/contract-file.js';
import { addMessageRow, addToRow } from '../edit/pages.js';
import { finish } from '../finish.js';
import { idTypeOf } from '../message-parts.js';
import { contractFolder, moduleFolder } from '../names/context-name.js';
import { contractFile, expectFree, messagePlace } from '../names/message-name.js';
import { eventPhrase } from '../names/phrases.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';

export interface EventOptions {
  /** `orders/OrderHeld` */
  readonly name: string;
}

/** `nx g event orders/OrderHeld` */
export default async function eventGenerator(files: WorkspaceFiles, options: EventOptions): Promise<Afterwards> {
  const place = messagePlace(files, 'event', options.name);
  const { context, name } = place;
  expectFree(files, place, contractFile(place));
  const phrase = eventPhrase(name);
  const id = idTypeOf(files, context, phrase);

  addToContract(files, place);
  files.write(
    contractFile(place),
    `${id.importLine}import { event } from '@multilith/contract';
import { z } from 'zod';

/** ${phrase.happened}. */
export class ${name} extends event('${context}.${name}', {
  payload: z.object({ ${phrase.id}: ${id.schema} }),
  key: ({ ${phrase.id} }) => ${phrase.id},
}) {}
`,
  );
  addMessageRow(files, `${contractFolder(context)}/README.md`, {
    ...{ name: `${context}.${name}`, kind: 'event', access: '' },
    says: `${phrase.happened[0]!.toLowerCase()}${phrase.happened.slice(1)}`,
  });
  addToRow(files, `${moduleFolder(context)}/README.md`, 'publishes', `\`${name}\` (key: \`${phrase.id}\`)`);
  return finish(files, [
    `${contractFile(place)}   what it says; events are kept for ever, so give them what later readers need`,
    `this.events.publish(new ${name}({ … }))   in a command or event handler of ${context}, with the stock EventBus`,
    `npx nx g subscription <context>/<name> --event=${context}.${name}   who follows it`,
  ]);
}
