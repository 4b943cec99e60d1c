import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const WORKSPACE = resolve(import.meta.dirname, '../../../..');
const NODE_MODULES = join(WORKSPACE, 'node_modules');
const BUF = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
const PROTOC_GEN_ES = join(NODE_MODULES, '@bufbuild/protoc-gen-es/bin/protoc-gen-es');
/** `PYTHON`, else the system's interpreter, for which Debian installs its packages. */
const PYTHON = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
const PYTHON_MISSING =
  'Python needs gRPC here: apt-get install python3-grpcio python3-cryptography protobuf-compiler protobuf-compiler-grpc libprotobuf-dev. PYTHON names another interpreter than that of the system.';

/**
 * The folder of a program of another company. It has the proto files of the contract of orders, those of `google.rpc`, and
 * nothing else of this workspace.
 */
export class ProgramFolder {
  readonly #path = mkdtempSync(join(tmpdir(), 'stranger-'));
  readonly #settings: Readonly<Record<string, string>>;

  /** @param settings environment of the programs */
  constructor(settings: Readonly<Record<string, string>>) {
    this.#settings = settings;
    cpSync(join(WORKSPACE, 'libs/contracts/orders/proto/orders'), join(this.#path, 'proto/orders'), {
      recursive: true,
    });
    cpSync(join(WORKSPACE, 'libs/platform/grpc/proto/google'), join(this.#path, 'proto/google'), { recursive: true });
  }

  /** Runs a program in Python with code from protoc, and returns what it printed. */
  async python(...args: readonly string[]): Promise<unknown> {
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    const plugin = folders.map((folder) => join(folder, 'grpc_python_plugin')).find(existsSync);
    if (!plugin) throw new Error(PYTHON_MISSING);
    const files = ['orders/v1/orders.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto'];
    const outputs = ['--python_out=.', '--grpc_python_out=.', `--plugin=protoc-gen-grpc_python=${plugin}`];
    await this.#run('protoc', '-Iproto', ...outputs, ...files);
    return this.#program(PYTHON, 'place_order.py', args).catch((error: unknown) => {
      throw String(error).includes('No module named') ? new Error(PYTHON_MISSING, { cause: error }) : error;
    });
  }

  /** Runs a program in JavaScript with connect-es and code from protoc-gen-es, and returns what it printed. */
  async javascript(...args: readonly string[]): Promise<unknown> {
    const plugin = { local: [process.execPath, PROTOC_GEN_ES], opt: ['target=js', 'import_extension=js'], out: 'gen' };
    writeFileSync(join(this.#path, 'buf.gen.yaml'), JSON.stringify({ version: 'v2', plugins: [plugin] }));
    await this.#run(process.execPath, BUF, 'generate', 'proto');
    symlinkSync(NODE_MODULES, join(this.#path, 'node_modules'), 'junction');
    return this.#program(process.execPath, 'place-order.mjs', args);
  }

  remove(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }

  async #program(interpreter: string, program: string, args: readonly string[]): Promise<unknown> {
    copyFileSync(join(import.meta.dirname, 'programs', program), join(this.#path, program));
    return JSON.parse(await this.#run(interpreter, program, ...args));
  }

  async #run(program: string, ...args: readonly string[]): Promise<string> {
    const env = { PATH: process.env['PATH'] ?? '', ...this.#settings };
    return (await promisify(execFile)(program, args, { cwd: this.#path, env })).stdout;
  }
}
