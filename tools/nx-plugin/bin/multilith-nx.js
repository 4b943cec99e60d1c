#!/usr/bin/env node
// npm links this file into node_modules/.bin at installation, when nothing is built yet.
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error('✗ multilith-nx is not built yet. Run npx tsc -b tools/nx-plugin, or npm run build.');
  process.exitCode = 1;
}
