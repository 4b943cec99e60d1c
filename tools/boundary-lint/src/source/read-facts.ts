import { readSqlFile } from '../sql/read-sql-file.js';
import { isComponent, isSql, isTsConfig } from '../workspace/tree.js';
import { readComponent } from './component.js';
import { readSource, type Depth } from './read-source.js';
import { readTsConfig } from './read-tsconfig.js';
import type { SourceFacts } from './source-file.js';

/** Everything a file says about others: a source, a component, SQL text or a tsconfig. */
export function readFacts(path: string, text: string, depth: Depth): SourceFacts {
  if (isSql(path)) return readSqlFile(text);
  if (isComponent(path)) return readComponent(path, text, depth);
  return isTsConfig(path) ? readTsConfig(text) : readSource(path, text, depth);
}
