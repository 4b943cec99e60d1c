import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRetailFile, type ReadOptions } from './read-retail-file.js';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const ROW = '536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'retail-file-'))));
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer, options?: ReadOptions) {
  const path = join(folder, 'file.csv');
  await writeFile(path, content);
  return readRetailFile(path, options);
}

describe('a file of the retail format', () => {
  it.each([
    ['plain', `${HEADER}\n${ROW}\n`],
    ['gzip, whatever its name', gzipSync(`${HEADER}\n${ROW}\n`)],
    ['with a byte order mark and CRLF', `\uFEFF${HEADER}\r\n${ROW}\r\n`],
    ['without a line end, with an empty line', `${HEADER}\n\n${ROW}`],
    ['with quoted cells', `${HEADER}\n536365,85123A,"HEART",6,2010-12-01 08:26:00,"2.55",17850.0,"United Kingdom"\n`],
    [
      'with other column order, spelling and one column more',
      'Country,Customer ID,UnitPrice,InvoiceDate,Quantity,description,StockCode,InvoiceNo,Note\nUnited Kingdom,17850,2.55,12/1/2010 8:26,6,HEART,85123A,536365,x\n',
    ],
  ])('is read %s', async (_, content) => {
    const file = await read(content);
    expect(file).toMatchObject({ rowCount: 1, invoiceCount: 1, rejections: [] });
    expect(file.invoices.get('536365')).toEqual({
      number: '536365',
      cancellation: false,
      customer: '17850',
      country: 'United Kingdom',
      time: Date.UTC(2010, 11, 1, 8, 26),
      rows: [{ row: 1, sku: '85123A', quantity: 6, price: 255 }],
    });
    expect(file.names.get('85123A')).toEqual(new Map([['HEART', 1]]));
  });

  it('groups rows of an invoice wherever they stand and dates it by the earliest', async () => {
    const file = await read(
      [
        HEADER,
        '1,A,a,1,2011-01-01 10:01:00,1,7,UK',
        '2,B,b,1,2011-01-01 10:00:00,1,8,UK',
        '1,C,c,2,2011-01-01 10:00:00,1,7,UK',
      ].join('\n'),
    );
    expect(file.invoices.get('1')).toMatchObject({ time: Date.UTC(2011, 0, 1, 10), rows: [{ row: 1 }, { row: 3 }] });
  });

  it('keeps rejected rows with their number, reason and cells', async () => {
    const file = await read(
      [
        HEADER,
        ROW,
        '536365,22633',
        '536366,22633,w,-10,2010-12-01 08:28:00,1.85,17850.0,United Kingdom',
        '536365,22633,w,6,2010-12-01 08:28:00,1.85,13047.0,United Kingdom',
      ].join('\n'),
    );
    expect(file.rejections).toEqual([
      { row: 2, reason: 'columns', invoice: '536365', sku: '22633', quantity: '', price: '' },
      { row: 3, reason: 'quantity-not-positive', invoice: '536366', sku: '22633', quantity: '-10', price: '1.85' },
      { row: 4, reason: 'other-customer', invoice: '536365', sku: '22633', quantity: '6', price: '1.85' },
    ]);
    expect(file).toMatchObject({ rowCount: 4, invoiceCount: 2 });
  });

  it('may be Latin-1 when asked for', async () => {
    const content = Buffer.from(
      `${HEADER}\n536365,85123A,CAF\xC9,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n`,
      'latin1',
    );
    await expect(read(content)).rejects.toMatchObject({ code: 'IMPORT_FILE_ENCODING' });
    expect((await read(content, { encoding: 'latin1' })).names.get('85123A')).toEqual(new Map([['CAFÉ', 1]]));
  });

  it('accepts characters that lie across two pieces of the stream', async () => {
    const rows = Array.from({ length: 60_000 }, () => ROW.replace('HEART', '£é🙂'));
    const file = await read([HEADER, ...rows].join('\n'));
    expect(file.names.get('85123A')).toEqual(new Map([['£é🙂', 60_000]]));
  });
});

describe('a file that is something else', () => {
  const whole = gzipSync(Array.from({ length: 500 }, (_, index) => `${HEADER}\n${ROW}${index}`).join('\n'));
  it.each([
    ['is empty', '', 'IMPORT_FILE_SHAPE'],
    ['lacks columns', 'InvoiceNo,StockCode\n1,2\n', 'IMPORT_FILE_SHAPE'],
    ['is separated by semicolons', `${HEADER.replaceAll(',', ';')}\n`, 'IMPORT_FILE_SHAPE'],
    ['is a zip archive', Buffer.from('PK\u0003\u0004rest of the archive'), 'IMPORT_FILE_SHAPE'],
    ['is UTF-16', Buffer.from(`\uFEFF${HEADER}`, 'utf16le'), 'IMPORT_FILE_ENCODING'],
    ['is gzip that breaks off', whole.subarray(0, whole.length - 20), 'IMPORT_FILE_TRUNCATED'],
    [
      'is gzip with a damaged sum',
      Buffer.concat([whole.subarray(0, whole.length - 8), Buffer.alloc(8)]),
      'IMPORT_FILE_TRUNCATED',
    ],
    ['has a quote that never closes', `${HEADER}\n1,"2,3\n`, 'IMPORT_FILE_CSV'],
    ['has a cell without end', `${HEADER}\n1,"${'x'.repeat(200_000)}\n`, 'IMPORT_FILE_CSV'],
  ])('that %s is refused as a whole', async (_, content, code) => {
    await expect(read(content)).rejects.toMatchObject({ code });
  });

  it.each([
    ['does not exist', 'nowhere.csv'],
    ['is a folder', '.'],
  ])('that %s is named', async (_, name) => {
    await expect(readRetailFile(join(folder, name))).rejects.toMatchObject({ code: 'IMPORT_FILE_MISSING' });
  });
});

describe('a file that is too large', () => {
  const rows = (count: number, row: (index: number) => string = () => ROW): string =>
    [HEADER, ...Array.from({ length: count }, (_, index) => row(index))].join('\n');

  it('is refused when it unpacks to many times its size, before it is in memory', async () => {
    const bomb = gzipSync(rows(400_000));
    let seen = 0;
    const outcome = read(bomb, { onProgress: (count) => (seen = count) });
    await expect(outcome).rejects.toMatchObject({
      code: 'IMPORT_FILE_TOO_LARGE',
      problem: expect.stringContaining('unpacks to more than 100 times its size') as string,
      remedy: expect.stringContaining('--max-ratio') as string,
    });
    expect(seen).toBeLessThan(300_000);
    await expect(read(bomb, { limits: { rows: 1_000_000, ratio: 1_000 } })).resolves.toMatchObject({
      rowCount: 400_000,
    });
  });

  it('is read whatever its ratio if it unpacks to little', async () => {
    const limits = { rows: 100_000, ratio: 2 };
    await expect(read(gzipSync(rows(50_000)), { limits })).resolves.toMatchObject({ rowCount: 50_000 });
  });

  it.each([
    ['plain', (text: string) => text],
    ['compressed', (text: string) => gzipSync(text)],
  ])('is refused when it has more rows than allowed: %s', async (_, packed) => {
    const limits = { rows: 1_000, ratio: 100 };
    await expect(read(packed(rows(1_000)), { limits })).resolves.toMatchObject({ rowCount: 1_000 });
    await expect(read(packed(rows(1_001)), { limits })).rejects.toMatchObject({
      code: 'IMPORT_FILE_TOO_LARGE',
      problem: expect.stringContaining('has more than 1,000 rows') as string,
      remedy: expect.stringContaining('--max-rows') as string,
    });
  });

  it.each<[string, (index: number) => string]>([
    ['usable', (i) => `${i},S${i},NAME ${i},6,2010-12-01 08:26:00,2.55,C${i},Country ${i}`],
    ['rejected', (i) => `x${i},S${i},NAME,${i}x,2010-12-01 08:26:00,${i}y,1,UK`],
    ['short', (i) => `x${i},S${i}`],
  ])('is refused when too many cells of its %s rows are different, since each is kept', async (_, row) => {
    await expect(read(rows(300_000, row))).rejects.toMatchObject({
      code: 'IMPORT_FILE_TOO_LARGE',
      problem: expect.stringContaining('has more than 500,000 different cells') as string,
    });
  });

  it('keeps the beginning of long rejected cells', async () => {
    const { rejections } = await read(rows(1, () => `${'x'.repeat(5_000)},A,a,${'9'.repeat(5_000)},d,1,7,UK`));
    expect(rejections).toMatchObject([{ invoice: `${'x'.repeat(100)}…`, quantity: `${'9'.repeat(100)}…` }]);
  });
});
