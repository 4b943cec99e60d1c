import { errorTable } from '@multilith/contract';

/** Import and ledger. */
export const SHOP_CLI_ERRORS = errorTable({
  IMPORT_FILE_MISSING: {
    when: 'the file cannot be read',
    remedy: 'Check the path.',
  },
  IMPORT_FILE_SHAPE: {
    when: 'the file is not of the "Online Retail" format',
    remedy: 'The first line must name the columns.',
  },
  IMPORT_FILE_CSV: {
    when: 'a line is not CSV',
    remedy: 'Correct the line that the message names.',
  },
  IMPORT_FILE_ENCODING: {
    when: 'the file is in another encoding',
    remedy: 'Pass `--encoding`.',
  },
  IMPORT_FILE_TOO_LARGE: {
    when: 'a file has more rows or different cells than an import keeps in memory, or unpacks to more than 100 times its size',
    remedy: 'Check where the file comes from; raise `--max-rows` or `--max-ratio`.',
  },
  IMPORT_FILE_TRUNCATED: {
    when: 'a gzip file ends too early',
    remedy: 'Fetch it again.',
  },
  SHOP_UNREACHABLE: {
    when: 'nothing answers at the address',
    remedy: 'Start the shop, or check `--url`.',
  },
  SHOP_ANSWER: {
    when: 'what answers is not the shop',
    remedy: 'Check `--url`.',
  },
  SHOP_TOKEN: {
    when: 'the shop does not accept the token',
    remedy: 'Pass one with the roles sales, catalog and warehouse.',
  },
  SHOP_REFUSED: {
    when: 'the shop refuses products, customers or stock, so orders could not follow',
    remedy: 'Correct the cause and run it again.',
  },
  NOT_FOUND_AFTERWARDS: {
    when: "in the import's report: the shop does not have an order it was asked to place",
    remedy: 'Run the import again.',
  },
  LEDGER_DATABASE: {
    when: "a context's database cannot be read",
    remedy: 'Start the shop, or set `DATABASE_URL`.',
  },
  LEDGER_NOT_QUIET: {
    when: '`--wait` ran out of time',
    remedy: 'See which subscription lags; wait longer with `--timeout`.',
  },
});

type ShopCliErrors = typeof SHOP_CLI_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends ShopCliErrors {}
}
