import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';

const BUF = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');

/** What a program wrote, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `buf`, which describes and calls services, and generates code. */
export const buf = (args: readonly string[], cwd?: string): Promise<Ended> =>
  run(process.execPath, [BUF, ...args], cwd);

/** Calls a method by reflection, or lists the methods. */
export const bufCurl = (address: string, path: string, ...args: readonly string[]): Promise<Ended> =>
  buf(['curl', '--http2-prior-knowledge', '--protocol', 'grpc', ...args, `http://${address}${path}`]);

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], cwd?: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8', cwd, maxBuffer: 16 * 1024 ** 2 }, (failure, out, error) => {
      const code = failure ? (typeof failure.code === 'number' ? failure.code : -1) : 0;
      resolve({ code, out, error: code === -1 ? `${error}${failure!.message}` : error });
    });
  });
}
