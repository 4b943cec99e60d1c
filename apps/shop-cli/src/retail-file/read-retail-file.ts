import { CliError } from '../cli/cli-error.js';
import { grouped } from '../cli/format.js';
import { DEFAULT_FILE_LIMITS, MAX_REJECTED_CELL, maxDifferentCells, type FileLimits } from './limits.js';
import { openPosition, readCsv, type Encoding, type ReadPosition } from './open-csv.js';
import { parseRow, type Cells } from './parse-row.js';
import type { Rejection, RejectReason } from './rejection.js';

/** One usable row of an invoice. There are half a million of them in the full file, so it holds nothing it can do without. */
export interface InvoiceRow {
  /** Number of the data row, 1 for the first after the header. */
  readonly row: number;
  readonly sku: string;
  /** Units, always positive. */
  readonly quantity: number;
  /** Pence per unit. */
  readonly price: number;
}

/** All usable rows of one invoice, in file order. */
export interface Invoice {
  readonly number: string;
  readonly cancellation: boolean;
  /** Customer number, empty where the file names none. */
  readonly customer: string;
  readonly country: string;
  /** Earliest time of its rows, milliseconds since 1970. */
  time: number;
  rows: InvoiceRow[];
}

/** The content of a file. */
export interface RetailFile {
  /** Data rows read. */
  readonly rowCount: number;
  /** Distinct invoice numbers, also of invoices with no usable row. */
  readonly invoiceCount: number;
  readonly invoices: ReadonlyMap<string, Invoice>;
  readonly rejections: Rejection[];
  /** How often each spelling of a product's name occurs on usable rows, by code. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** How often each country occurs, by customer number. */
  readonly countries: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export interface ReadOptions {
  readonly encoding?: Encoding;
  /** Default: {@link DEFAULT_FILE_LIMITS}. */
  readonly limits?: FileLimits;
  readonly signal?: AbortSignal;
  readonly onProgress?: (rows: number, position: ReadPosition) => void;
}

const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

const PROGRESS_ROWS = 2_000;

/**
 * Reads a file of the "Online Retail" format to its end and groups its rows by invoice (they need not be next to each
 * other). Rows that cannot be used are kept as rejections; a file that is no such file is an error, and then nothing of
 * it is used.
 *
 * @throws CliError `IMPORT_FILE_SHAPE` for a wrong header, `IMPORT_FILE_TOO_LARGE` for too many rows or different cells, and what {@link readCsv} throws
 */
export async function readRetailFile(path: string, options: ReadOptions = {}): Promise<RetailFile> {
  const invoices = new Map<string, Invoice>();
  const numbers = new Set<string>();
  const rejections: Rejection[] = [];
  const names = new Map<string, Map<string, number>>();
  const countries = new Map<string, Map<string, number>>();
  // Cells repeat thousands of times; one copy of each keeps the full file small in memory.
  const interned = new Map<string, string>();
  const intern = (text: string): string => interned.get(text) ?? (interned.set(text, text), text);

  const limits = options.limits ?? DEFAULT_FILE_LIMITS;
  const differentCells = maxDifferentCells(limits);
  const position = await openPosition(path);
  let header: Header | undefined;
  let rowCount = 0;
  for await (const record of readCsv(path, options.encoding ?? 'utf-8', position, limits)) {
    if (header === undefined) {
      header = readHeader(path, record);
      continue;
    }
    rowCount += 1;
    if (rowCount > limits.rows) throw tooLarge(path, `has more than ${grouped(limits.rows)} rows`);
    if (interned.size > differentCells)
      throw tooLarge(path, `has more than ${grouped(differentCells)} different cells`);
    if (rowCount % PROGRESS_ROWS === 0) {
      options.signal?.throwIfAborted();
      options.onProgress?.(rowCount, position);
    }
    const cells = header.cells(record);
    numbers.add(intern(shortened(cells.invoice)));
    const reject = (reason: RejectReason): void => {
      rejections.push({
        row: rowCount,
        reason,
        invoice: intern(shortened(cells.invoice)),
        sku: intern(shortened(cells.sku)),
        quantity: intern(shortened(cells.quantity)),
        price: intern(shortened(cells.price)),
      });
    };
    if (record.length !== header.width) {
      reject('columns');
      continue;
    }
    const parsed = parseRow(cells);
    if (typeof parsed === 'string') {
      reject(parsed);
      continue;
    }
    let invoice = invoices.get(parsed.invoice);
    if (!invoice) {
      invoice = {
        number: intern(parsed.invoice),
        cancellation: parsed.cancellation,
        customer: intern(parsed.customer),
        country: intern(parsed.country),
        time: parsed.time,
        rows: [],
      };
      invoices.set(invoice.number, invoice);
    } else if (invoice.customer !== parsed.customer || invoice.country !== parsed.country) {
      reject('other-customer');
      continue;
    }
    const sku = intern(parsed.sku);
    invoice.time = Math.min(invoice.time, parsed.time);
    invoice.rows.push({ row: rowCount, sku, quantity: parsed.quantity, price: parsed.price });
    if (parsed.name !== '') count(names, sku, intern(parsed.name));
    if (parsed.customer !== '') count(countries, invoice.customer, intern(parsed.country));
  }
  if (header === undefined) throw shapeError(path, 'The file is empty.');
  // A list that grew keeps room for more, which adds up over all invoices.
  for (const invoice of invoices.values()) invoice.rows = invoice.rows.slice();
  return { rowCount, invoiceCount: numbers.size, invoices, rejections, names, countries };
}

function count(counts: Map<string, Map<string, number>>, key: string, value: string): void {
  const values = counts.get(key) ?? new Map<string, number>();
  if (values.size === 0) counts.set(key, values);
  values.set(value, (values.get(value) ?? 0) + 1);
}

interface Header {
  readonly width: number;
  cells(record: readonly string[]): Cells;
}

function readHeader(path: string, record: readonly string[]): Header {
  const places = new Map(record.map((cell, index) => [cell.replaceAll(/\s/g, '').toLowerCase(), index]));
  const missing = COLUMNS.filter((title) => !places.has(title.toLowerCase()));
  if (missing.length > 0) {
    const found = record.slice(0, 12).map((cell) => JSON.stringify(cell.slice(0, 40)));
    throw shapeError(path, `The header lacks ${missing.join(', ')}; it reads ${found.join(', ') || 'nothing'}.`);
  }
  const cell = (record: readonly string[], title: string): string => record[places.get(title)!] ?? '';
  return {
    width: record.length,
    cells: (cells) => ({
      invoice: cell(cells, 'invoiceno'),
      sku: cell(cells, 'stockcode'),
      description: cell(cells, 'description'),
      quantity: cell(cells, 'quantity'),
      date: cell(cells, 'invoicedate'),
      price: cell(cells, 'unitprice'),
      customer: cell(cells, 'customerid'),
      country: cell(cells, 'country'),
    }),
  };
}

/** A cell may be as long as a record; a file of such cells must not be kept whole. */
const shortened = (cell: string): string =>
  cell.length > MAX_REJECTED_CELL ? `${cell.slice(0, MAX_REJECTED_CELL)}…` : cell;

const tooLarge = (path: string, problem: string): CliError =>
  new CliError(
    'IMPORT_FILE_TOO_LARGE',
    `${path} ${problem}. Nothing has been sent to the shop.`,
    'Raise --max-rows if the file is what it should be: a quarter as many cells may be different. An import keeps all of them in memory.',
  );

function shapeError(path: string, problem: string): CliError {
  return new CliError(
    'IMPORT_FILE_SHAPE',
    `${path} is not a file of the "Online Retail" format. ${problem}`,
    `The first line must name the columns ${COLUMNS.join(', ')}, separated by commas.`,
  );
}
