#!/usr/bin/env node
import { duration, parseArguments } from './cli/arguments.js';
import { Progress } from './cli/progress.js';
import { EXIT, runCli } from './cli/run-cli.js';
import { ContextReader } from './ledger/context-reader.js';
import { readDeliveries } from './ledger/deliveries.js';
import type { Finding } from './ledger/finding.js';
import { judge } from './ledger/invariants.js';
import { judgeDeliveries } from './ledger/judge-deliveries.js';
import { readFacts } from './ledger/read-facts.js';
import { writeFindings } from './ledger/report.js';
import { contextUrls } from './ledger/context-urls.js';
import { waitUntilQuiet } from './ledger/wait-until-quiet.js';

const HELP = `Checks that the shop's books balance. Reads every context's own database, read-only.

Usage: npm run ledger [-- options]

  --wait             first wait until every event is delivered and no order pending
  --timeout TIME     how long to wait, like 500ms, 60s (default) or 5m
  --json             print the findings as JSON
  --help

Databases: <CONTEXT>_DATABASE_URL or DATABASE_URL, else the embedded database of the shop that runs in this workspace.
Exit code: 0 every invariant holds, 1 one is broken or could not be checked, 2 wrong arguments.
`;

async function main(signal: AbortSignal): Promise<number> {
  const { values } = parseArguments({
    options: {
      wait: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '60s' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const timeoutMs = duration('timeout', values.timeout);
  const progress = new Progress();
  const read = new ContextReader(await contextUrls());
  try {
    if (values.wait) await waitUntilQuiet(read, timeoutMs, progress, signal);
    const findings = [judgeDeliveries(await readDeliveries(read)), ...judge(await readFacts(read))];
    return print(findings, values.json);
  } finally {
    progress.end();
    await read.close();
  }
}

function print(findings: readonly Finding[], json: boolean): number {
  const broken = findings.filter(({ holds }) => !holds);
  if (json) {
    process.stdout.write(`${JSON.stringify({ balanced: broken.length === 0, findings }, null, 2)}\n`);
  } else {
    process.stdout.write(`${writeFindings(findings)}\n`);
    process.stdout.write(
      broken.length === 0
        ? 'The books balance.\n'
        : `The books do not balance: ${broken.map(({ name }) => name).join(', ')}. While events are under way that is expected; --wait waits for them.\n`,
    );
  }
  return broken.length === 0 ? EXIT.ok : EXIT.failed;
}

await runCli(main, 'Interrupted. The ledger only reads, nothing has changed.');
