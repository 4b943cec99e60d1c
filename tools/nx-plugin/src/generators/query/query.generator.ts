import { fieldOf } from '../names/phrases.js';
import { writeUseCase, type MessageOptions } from '../use-case.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { queryClass, queryHandler, queryResolver, querySdl, querySpec } from './query-files.js';

/** `nx g query orders/GetHeldOrders` */
export default async function queryGenerator(files: WorkspaceFiles, options: MessageOptions): Promise<Afterwards> {
  return writeUseCase(files, options, {
    kind: 'query',
    message: queryClass,
    handler: queryHandler,
    spec: querySpec,
    sdl: querySdl,
    resolver: queryResolver,
    says: ({ phrase: { object } }) => `${object} by id`,
    row: 'queries',
    field: ({ phrase }) => fieldOf(phrase),
    open: { message: 'what it asks for and answers', handler: 'where the answer comes from' },
  });
}
