import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, succeeds } from './commands.js';
import { retailCsv } from './retail-csv.js';

const MINUTES = 60_000;

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'shop-cli-'))));
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('the commands', { timeout: MINUTES }, () => {
  it.each([
    ['import', []],
    ['import', ['a.csv', 'b.csv']],
    ['import', ['a.csv', '--concurrency', '0']],
    ['import', ['a.csv', '--limit', 'few']],
    ['import', ['a.csv', '--url', 'localhost']],
    ['import', ['a.csv', '--max-rows', '0']],
    ['import', ['a.csv', '--max-ratio', 'all']],
    ['import', ['a.csv', '--nonsense']],
    ['ledger', ['--timeout', 'soon']],
    ['ledger', ['extra']],
  ] as const)('%s refuses the arguments %j', async (name, args) => {
    const command = runCommand(name, args);
    expect(await command.ended).toBe(2);
    expect(command.stderr).toContain('--help');
    expect(command.stdout).toBe('');
  });

  it.each(['import', 'ledger'] as const)('%s explains itself', async (name) => {
    expect(await succeeds(runCommand(name, ['--help']))).toContain(`npm run ${name}`);
  });

  const sale = '1,A,a,2,2011-01-01 10:00:00,1.50,7,UK';
  it.each<[string, string | Buffer]>([
    ['plain', retailCsv(sale, 'C2,A,a,-1,2011-01-02 10:00:00,1.50,7,UK')],
    ['gzip', gzipSync(retailCsv(sale, 'C2,A,a,-1,2011-01-02 10:00:00,1.50,7,UK'))],
    [
      'with a byte order mark, CRLF and the other date style',
      `\uFEFF${retailCsv('1,A,a,2,1/1/2011 10:00,1.50,7,UK', 'C2,A,a,-1,1/2/2011 10:00,1.50,7,UK').replaceAll('\n', '\r\n')}`,
    ],
  ])('import plans a file that is %s without a shop, in a dry run', async (_, content) => {
    const path = await file('dry.csv', content);
    const output = await succeeds(runCommand('import', [path, '--dry-run', '--url', 'http://127.0.0.1:1']));
    expect(output).toContain('Dry run, nothing was sent');
    expect(output).toMatch(/accepted +2\n/);
    expect(output).toMatch(/net +£1\.50\n/);
  });

  it.each<[string, string, string | Buffer]>([
    ['has a stray quote', 'IMPORT_FILE_CSV', retailCsv('1,"A,a,2')],
    ['is Latin-1', 'IMPORT_FILE_ENCODING', Buffer.from(retailCsv(sale.replace(',a,', ',CAF\xC9,')), 'latin1')],
    ['lacks columns', 'IMPORT_FILE_SHAPE', 'InvoiceNo,StockCode\n1,A\n'],
    ['unpacks to 300 times its size', 'IMPORT_FILE_TOO_LARGE', gzipSync(retailCsv(`${sale}\n`.repeat(600_000)))],
    ['is gzip that breaks off', 'IMPORT_FILE_TRUNCATED', gzipSync(retailCsv(sale)).subarray(0, -10)],
    ['is a page of the web', 'IMPORT_FILE_SHAPE', '<!doctype html>\n<title>Not found</title>\n'],
    ['is JSON', 'IMPORT_FILE_CSV', '{"orders":[]}'],
    ['is a picture', 'IMPORT_FILE_ENCODING', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ])('import refuses a file that %s as a whole, with %s', async (_, code, content) => {
    const command = runCommand('import', [await file('bad.csv', content), '--dry-run']);
    expect(await command.ended).toBe(1);
    expect(command.stderr).toContain(`Error ${code}: `);
    expect(command.stderr).not.toMatch(/\n\s+at /);
    expect(command.stdout).toBe('');
  });

  it('import tells a file that is not there before it looks for a shop', async () => {
    const command = runCommand('import', [join(folder, 'missing.csv'), '--url', 'http://127.0.0.1:1']);
    expect(await command.ended).toBe(1);
    expect(command.stderr).toContain('Error IMPORT_FILE_MISSING: ');
  });

  it('say what to do when no shop answers', async () => {
    const command = runCommand('import', [await file('any.csv', retailCsv()), '--url', 'http://127.0.0.1:1']);
    expect(await command.ended).toBe(1);
    expect(command.stderr).toContain('SHOP_UNREACHABLE');
    expect(command.stderr).toContain('npm start');
  });
});
