// `npm run errors`: writes the tables of docs/errors.md. `npm test` compares them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkspaceFile, WORKSPACE } from '../workspace-files.js';
import { readErrorTables } from './error-tables.js';
import { ERRORS_PAGE, writeErrorTables } from './errors-page.js';

const page = readWorkspaceFile(ERRORS_PAGE);
const written = writeErrorTables(page, await readErrorTables());
if (written !== page) writeFileSync(join(WORKSPACE, ERRORS_PAGE), written);
console.log(written === page ? `${ERRORS_PAGE} is up to date.` : `${ERRORS_PAGE} is written.`);
