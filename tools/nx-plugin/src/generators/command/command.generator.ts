import { camel } from '../names/words.js';
import { writeUseCase, type MessageOptions } from '../use-case.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { commandClass, commandHandler, commandResolver, commandSpec, mutationSdl } from './command-files.js';

/** `nx g command orders/HoldOrder` */
export default async function commandGenerator(files: WorkspaceFiles, options: MessageOptions): Promise<Afterwards> {
  return writeUseCase(files, options, {
    kind: 'command',
    message: commandClass,
    handler: commandHandler,
    spec: commandSpec,
    sdl: mutationSdl,
    resolver: commandResolver,
    says: ({ phrase: { does } }) => `${does[0]!.toLowerCase()}${does.slice(1)}`,
    row: 'commands',
    field: ({ name }) => camel(name),
    open: { message: 'what it takes and answers, and its errors', handler: 'what it does' },
  });
}
