import { fieldOf } from '../names/phrases.js';
import type { UseCaseKind } from '../use-case.js';
import { queryClass, queryHandler, queryResolver, querySdl, querySpec } from './query-files.js';

/** How a query is written. */
export const queryKind: UseCaseKind = {
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
};
