#!/usr/bin/env node
// npm links this file into node_modules/.bin during installation, before anything is built.
import { existsSync } from 'node:fs';

const program = new URL('../dist/multilith.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error(
    '✗ multilith is not built yet. Run it by npm run multilith, which builds it, or run npm run build first.',
  );
  process.exitCode = 1;
}
