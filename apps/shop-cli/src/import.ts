#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { parseArguments, wholeNumber } from './cli/arguments.js';
import { UsageError } from './cli/cli-error.js';
import { grouped, seconds } from './cli/format.js';
import { Progress } from './cli/progress.js';
import { EXIT, runCli } from './cli/run-cli.js';
import { dataFile, readIfPresent } from './cli/workspace.js';
import { takeAccount, type Account } from './importing/account.js';
import { writeReport } from './importing/report.js';
import { runImport } from './importing/run-import.js';
import { makePlan } from './plan/make-plan.js';
import { openPosition, type Encoding } from './retail-file/open-csv.js';
import { DEFAULT_FILE_LIMITS } from './retail-file/limits.js';
import { readRetailFile, type ReadOptions } from './retail-file/read-retail-file.js';
import { Shop } from './shop/operations.js';
import { ShopClient } from './shop/shop-client.js';

const HELP = `Replays a file of the UCI "Online Retail" format into a running shop.

Usage: npm run import -- FILE.csv[.gz] [options]

  --url URL          the shop (default: SHOP_URL, else http://localhost:PORT with PORT or 3000)
  --token TOKEN      a token with the roles sales, catalog and warehouse (default: SHOP_TOKEN, else dev-token
                     in DATA_DIR, which is .data by default)
  --concurrency N    requests under way at a time, 1 to 256 (default 32)
  --limit N          import only the first N invoices by date
  --encoding NAME    utf-8 (default) or latin1
  --max-rows N       refuse a file of more rows (default 2000000)
  --max-ratio N      refuse a gzip file that unpacks to more than N times its size (default 100)
  --report FILE      write figures and every rejected row as JSON
  --dry-run          read and plan, send nothing
  --help

Running it again does only what is missing. InvoiceDate has no zone and is taken as UTC.
Exit code: 0 every usable row is in an order of the shop, 1 something failed, 2 wrong arguments.
`;

async function main(signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const { values, positionals } = parseArguments({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      token: { type: 'string' },
      concurrency: { type: 'string', default: '32' },
      limit: { type: 'string' },
      encoding: { type: 'string', default: 'utf-8' },
      'max-rows': { type: 'string', default: String(DEFAULT_FILE_LIMITS.rows) },
      'max-ratio': { type: 'string', default: String(DEFAULT_FILE_LIMITS.ratio) },
      report: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError('Name exactly one file to import.');
  const concurrency = wholeNumber('concurrency', values.concurrency, 1, 256);
  const limit = values.limit === undefined ? undefined : wholeNumber('limit', values.limit, 1, 1_000_000_000);
  const limits = {
    rows: wholeNumber('max-rows', values['max-rows'], 1, 1_000_000_000),
    ratio: wholeNumber('max-ratio', values['max-ratio'], 1, 1_000_000),
  };
  const url = shopUrl(values.url ?? process.env['SHOP_URL'] ?? `http://localhost:${process.env['PORT'] ?? '3000'}`);
  const encoding = encodingOf(values.encoding);

  setMaxListeners(0, signal);
  const progress = new Progress();
  const token = values.token ?? process.env['SHOP_TOKEN'] ?? readIfPresent(dataFile('dev-token'))?.trim();
  const client = new ShopClient({ url, token, connections: concurrency, signal });
  const shop = new Shop(client);
  try {
    // Report a wrong file name before connecting to a shop.
    await openPosition(path);
    if (!values['dry-run']) await shop.ping();
    const file = await readFileWithProgress(path, { encoding, limits, signal }, progress);
    const plan = makePlan(file, limit);
    const outcome = values['dry-run'] ? undefined : await runImport({ shop, plan, concurrency, progress, signal });
    const account = takeAccount(file, plan, outcome);
    const report = writeReport(account, outcome);
    process.stdout.write(`\n${report.text}`);
    if (values.report !== undefined) await writeReportFile(values.report, account, report.failures);
    return conclude(
      report.failures,
      client,
      started,
      outcome === undefined,
      outcome?.placed === 0 && outcome.cancelled === 0 && outcome.returned === 0,
    );
  } finally {
    progress.end();
    client.close();
  }
}

function shopUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UsageError(`--url takes an http address, not "${text}".`);
  return new URL(text);
}

function encodingOf(text: string): Encoding {
  if (text !== 'utf-8' && text !== 'latin1') throw new UsageError(`--encoding takes utf-8 or latin1, not "${text}".`);
  return text;
}

async function readFileWithProgress(path: string, options: Omit<ReadOptions, 'onProgress'>, progress: Progress) {
  let before = 0;
  progress.step(`Reading ${path}, rows`);
  const file = await readRetailFile(path, {
    ...options,
    onProgress: (rows, position) => {
      const share = position.bytesRead / Math.max(1, position.bytesTotal);
      progress.advance(rows - before, `${Math.floor(100 * share)} % of the file`, share);
      before = rows;
    },
  });
  progress.advance(file.rowCount - before);
  progress.end();
  return file;
}

async function writeReportFile(path: string, account: Account, failures: readonly string[]): Promise<void> {
  const { rejections, ...figures } = account;
  const report = { ...figures, rejected: rejections.length, failures, rejections };
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`\nEvery rejected row stands in ${path}.\n`);
}

function conclude(
  failures: readonly string[],
  client: ShopClient,
  started: number,
  dry: boolean,
  unchanged: boolean,
): number {
  const took = seconds(performance.now() - started);
  const { requests, retries } = client.traffic;
  if (failures.length > 0) {
    process.stderr.write(`\nThe import does not add up:\n${failures.map((failure) => `  - ${failure}\n`).join('')}`);
    process.stderr.write(
      'Run it again: what is there is left alone and what is missing is tried again. npm run ledger -- --wait shows whether the shop itself balances; --report FILE lists the rows.\n',
    );
    return EXIT.failed;
  }
  const what = dry
    ? 'Dry run, nothing was sent'
    : unchanged
      ? 'Everything was there already, nothing was changed'
      : 'All rows are accounted for';
  process.stdout.write(`\n${what}. ${took}, ${grouped(requests)} requests, ${grouped(retries)} of them repeated.\n`);
  return EXIT.ok;
}

await runCli(main, 'Interrupted. What has been placed stays placed; run the same command again to do the rest.');
