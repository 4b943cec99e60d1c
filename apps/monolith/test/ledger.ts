import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import '../../../tools/dev/built-code.mjs';

const LEDGER = resolve(import.meta.dirname, '../../shop-cli/dist/ledger.js');

/** Waits until a shop is quiet and checks that its books balance; answers what does not, as the ledger prints it. */
export async function brokenBooks(databaseUrl: string): Promise<readonly string[]> {
  const ledger = spawn(process.execPath, [LEDGER, '--wait', '--json'], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let problem = '';
  ledger.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  ledger.stderr.setEncoding('utf8').on('data', (text: string) => (problem += text));
  await once(ledger, 'close');
  if (!printed.startsWith('{')) throw new Error(`The ledger could not be kept:\n${problem}`);
  const { findings } = JSON.parse(printed) as { findings: { name: string; holds: boolean; offenders?: unknown }[] };
  return findings.filter(({ holds }) => !holds).map((finding) => JSON.stringify(finding));
}
