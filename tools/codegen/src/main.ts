// `multilith-codegen`: writes the types of every context of the workspace that it is run in; `--check` compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateAll } from './generate-all.js';
import { SdlError } from './sdl-error.js';

const root = process.cwd();
const check = process.argv.includes('--check');

try {
  const files = await generateAll(root);
  const stale = files.filter(({ path, content }) => !isCurrent(join(root, path), content));
  if (!check) for (const { path, content } of stale) writeFileSync(join(root, path), content);
  for (const { path } of stale) console.log(check ? `${path} is not what its SDL says.` : `wrote ${path}`);
  if (stale.length === 0) console.log(`The generated types of ${files.length} contexts are up to date.`);
  else if (check) {
    console.error('Run `npm run codegen` and commit the result.');
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof SdlError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function isCurrent(path: string, content: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') === content;
}
