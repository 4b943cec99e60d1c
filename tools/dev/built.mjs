// Runs a program of the workspace, installed and built if needed: `node tools/dev/built.mjs apps/x/dist/y.js [args…]`.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build.mjs';
import { installIfStale } from './install.mjs';
import { root } from './run.mjs';

const [node, , program, ...args] = process.argv;
const file = resolve(root, program);

await installIfStale();
await buildIfStale();
// npm starts scripts in the root; paths on the command line are meant from where the user is.
process.chdir(process.env.INIT_CWD ?? process.cwd());
process.argv = [node, file, ...args];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(file).href);
