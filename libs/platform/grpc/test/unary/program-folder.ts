import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { descriptorSet } from '@multilith/contract/descriptors';
import { protobufModel } from '@multilith/contract/protobuf';
import { onTestFinished } from 'vitest';
import { ownFiles } from '../../src/reflection/own-files.js';
import { kitchen } from '../kitchen.js';
import { buf, run, type Ended } from './buf.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const NODE_MODULES = here('../../../../../node_modules');
const PROTOC_GEN_ES = join(NODE_MODULES, '@bufbuild/protoc-gen-es/bin/protoc-gen-es');

/** Python with gRPC: `PYTHON`, else the system's interpreter, for which Debian installs its packages. */
const PYTHON = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
const PYTHON_MISSING =
  'There is no Python with gRPC: apt-get install python3-grpcio python3-cryptography protobuf-compiler protobuf-compiler-grpc. PYTHON names another interpreter than that of the system.';

const PROTO_FILES = [
  'google/rpc/status.proto',
  'google/rpc/error_details.proto',
  'kitchen/v1/kitchen.proto',
  'kitchen/v2/kitchen.proto',
];

/** A folder with a program of another team and the code that is generated for it from descriptors; removed with the test. */
export class ProgramFolder {
  readonly #path = mkdtempSync(join(tmpdir(), 'stranger-'));
  readonly #descriptors = join(this.#path, 'kitchen.binpb');

  constructor() {
    onTestFinished(() => rmSync(this.#path, { recursive: true, force: true }));
    // Two sets are joined by writing one behind the other.
    writeFileSync(this.#descriptors, Buffer.concat([ownFiles(), descriptorSet(protobufModel(kitchen.lock!))]));
  }

  /** Runs a program in Python with code from protoc, and returns what it printed. */
  async python(program: string, ...args: readonly string[]): Promise<unknown> {
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    const plugin = folders.map((folder) => join(folder, 'grpc_python_plugin')).find(existsSync);
    if (!plugin) throw new Error(PYTHON_MISSING);
    const outputs = ['--python_out=.', '--grpc_python_out=.', `--plugin=protoc-gen-grpc_python=${plugin}`];
    requireSuccess(await this.#run('protoc', `--descriptor_set_in=${this.#descriptors}`, ...outputs, ...PROTO_FILES));
    return this.#json(PYTHON, program, args);
  }

  /** Runs a program in JavaScript with code from protoc-gen-es, and returns what it printed. */
  async javascript(program: string, ...args: readonly string[]): Promise<unknown> {
    const plugins = [
      {
        local: [process.execPath, PROTOC_GEN_ES],
        opt: ['target=js', 'import_extension=js'],
        out: 'gen',
        strategy: 'all',
      },
    ];
    writeFileSync(join(this.#path, 'buf.gen.yaml'), JSON.stringify({ version: 'v2', plugins }));
    requireSuccess(await buf(['generate', 'kitchen.binpb'], this.#path));
    // Linked only now, because buf would read all of it.
    symlinkSync(NODE_MODULES, join(this.#path, 'node_modules'), 'junction');
    return this.#json(process.execPath, program, args);
  }

  async #json(interpreter: string, program: string, args: readonly string[]): Promise<unknown> {
    copyFileSync(here(`../../fixtures/${program}`), join(this.#path, program));
    const ended = await this.#run(interpreter, program, ...args);
    if (ended.error.includes('No module named')) throw new Error(`${PYTHON_MISSING}\n${ended.error}`);
    requireSuccess(ended);
    return JSON.parse(ended.out);
  }

  #run(program: string, ...args: readonly string[]): Promise<Ended> {
    return run(program, args, this.#path);
  }
}

function requireSuccess({ code, out, error }: Ended): void {
  if (code !== 0) throw new Error(`The program ended with ${code}.\n${out}${error}`);
}
