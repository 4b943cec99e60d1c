// `npm run docs`: writes the parts of the pages that come from the code. `npm test` compares them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readErrorTables } from '../errors/error-tables.js';
import { ERRORS_PAGE, writeErrorTables } from '../errors/errors-page.js';
import { readWorkspaceFile, WORKSPACE } from '../workspace-files.js';
import { generatedPages } from './parts.js';

for (const [page, text] of generatedPages()) writeFileSync(join(WORKSPACE, page), text);
writeFileSync(join(WORKSPACE, ERRORS_PAGE), writeErrorTables(readWorkspaceFile(ERRORS_PAGE), await readErrorTables()));
