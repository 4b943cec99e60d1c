import type { SourceFacts } from '../source/source-file.js';
import { namesIn } from './sql-text.js';

/** The facts of a `.sql` file: one text for the database. */
export const readSqlFile = (text: string): SourceFacts => ({
  imports: [],
  reExports: [],
  exports: [],
  messages: [],
  uses: [],
  constants: [],
  persistence: {
    sql: [namesIn({ value: text, start: 0 })],
    entities: [],
    schemas: [],
    relations: [],
    aliases: [],
    named: [],
    connections: [],
    globs: [],
  },
  injection: undefined,
  parseErrors: [],
});
