#!/usr/bin/env node
// npm links this file into node_modules/.bin at installation, when nothing is built yet.
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error(
    '✗ multilith-contract is not built yet. Run npx tsc -b tools/contract-tools, or npm run contract, which builds it.',
  );
  process.exitCode = 1;
}
