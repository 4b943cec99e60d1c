import type { SourceFacts } from '../source/source-file.js';

/** The facts of a `.sql` file: one text for the database. */
export const readSqlFile = (text: string): SourceFacts => ({
  imports: [],
  reExports: [],
  exports: [],
  messages: [],
  uses: [],
  constants: [],
  persistence: {
    sql: [{ value: text, start: 0 }],
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
