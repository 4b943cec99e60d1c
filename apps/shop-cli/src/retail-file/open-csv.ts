import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { CliError } from '../cli/cli-error.js';
import type { FileLimits } from './limits.js';

/** Text encodings that copies of the data set come in; `latin1` is Windows-1252, as browsers read it. */
export type Encoding = 'utf-8' | 'latin1';

const MAX_RECORD_CHARACTERS = 100_000;
/** A file that unpacks to less is read whatever its ratio, in bytes. */
const SMALL = 16 * 1024 * 1024;

/** How far the file has been read, in bytes on disk. */
export interface ReadPosition {
  bytesRead: number;
  readonly bytesTotal: number;
}

/**
 * Records of a CSV file as arrays of cells, the header first. Gzip is recognised by its first bytes, not by the name; a byte
 * order mark, CRLF and empty lines do no harm. Reads as fast as the caller takes.
 *
 * @throws CliError `IMPORT_FILE_MISSING`, `IMPORT_FILE_SHAPE`, `IMPORT_FILE_ENCODING`, `IMPORT_FILE_TRUNCATED`,
 *   `IMPORT_FILE_CSV`, `IMPORT_FILE_TOO_LARGE`
 */
export async function* readCsv(
  path: string,
  encoding: Encoding,
  position: ReadPosition,
  { ratio }: Pick<FileLimits, 'ratio'>,
): AsyncGenerator<string[]> {
  const gzip = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('data', (chunk) => (position.bytesRead += chunk.length));
  const steps: Array<Readable | Transform> = [file];
  if (gzip) {
    const gunzip = createGunzip();
    steps.push(gunzip, boundedRatio(path, ratio, gunzip));
  }
  steps.push(decoder(encoding));
  const records = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  steps.push(records);
  // Errors of every step reach the loop below: pipeline destroys the last stream with them.
  pipeline(steps as [Readable, ...Transform[]], () => undefined);
  try {
    for await (const record of records) yield record as string[];
  } catch (error) {
    throw readError(path, error, records.info.lines);
  }
}

/** Size of the file for progress, in bytes. */
export async function openPosition(path: string): Promise<ReadPosition> {
  try {
    const found = await stat(path);
    if (found.isDirectory())
      throw new CliError('IMPORT_FILE_MISSING', `${path} is a folder.`, 'Name a CSV file, plain or gzip.');
    return { bytesRead: 0, bytesTotal: found.size };
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      'IMPORT_FILE_MISSING',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'Check the path; the file is looked for from the folder the command runs in.',
    );
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead >= 2 && buffer[0] === 0x50 && buffer[1] === 0x4b) {
      throw new CliError(
        'IMPORT_FILE_SHAPE',
        `${path} is a zip archive or an Excel workbook.`,
        'Unpack it, or save the sheet as CSV (UTF-8), and import that.',
      );
    }
    return bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** Passes bytes on while they are no more than `ratio` times those that were unpacked. */
function boundedRatio(path: string, ratio: number, unpacked: { readonly bytesWritten: number }): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= SMALL || bytes <= ratio * unpacked.bytesWritten) return done(null, chunk);
      done(
        new CliError(
          'IMPORT_FILE_TOO_LARGE',
          `${path} unpacks to more than ${ratio} times its size. Nothing has been sent to the shop.`,
          'Raise --max-ratio if the file is what it should be, or unpack it first.',
        ),
      );
    },
  });
}

function decoder(encoding: Encoding): Transform {
  const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return new Transform({
    decodeStrings: false,
    readableObjectMode: false,
    transform(chunk: Buffer, _encoding, done) {
      try {
        done(null, text.decode(chunk, { stream: true }));
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        done(null, text.decode());
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function readError(path: string, error: unknown, line: number): unknown {
  if (error instanceof CliError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const nothingSent = 'Nothing has been sent to the shop.';
  if (error instanceof CsvError) {
    return new CliError(
      'IMPORT_FILE_CSV',
      `${path} is not well-formed CSV near line ${line}: ${error.message} ${nothingSent}`,
      'Look for a stray double quote there: quoted cells write it twice.',
    );
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new CliError(
      'IMPORT_FILE_ENCODING',
      `${path} is not UTF-8 text (near line ${line}). ${nothingSent}`,
      'Some copies of the data set are Latin-1: try --encoding latin1, or convert the file to UTF-8.',
    );
  }
  if (code.startsWith('Z_')) {
    return new CliError(
      'IMPORT_FILE_TRUNCATED',
      `The gzip data of ${path} breaks off or is damaged near line ${line}. ${nothingSent}`,
      'Download or copy the file again, and check it with gzip -t.',
    );
  }
  return error;
}
