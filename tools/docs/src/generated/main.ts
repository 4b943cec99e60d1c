// `npm run docs`: writes the parts of the pages that come from the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '../workspace-files.js';
import { generatedPages } from './parts.js';

for (const [page, text] of generatedPages()) writeFileSync(join(WORKSPACE, page), text);
