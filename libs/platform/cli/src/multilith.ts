#!/usr/bin/env node
import { runMultilith } from './run-multilith.js';

process.exitCode = await runMultilith(process.argv.slice(2), process.env, {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
});
