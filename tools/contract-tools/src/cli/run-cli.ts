import { parseArgs } from 'node:util';
import { MultilithError } from '@multilith/contract';
import { compatCommand } from '../compat/compat-command.js';
import { contractFolders } from '../workspace/contract-folders.js';
import type { ExitCode, Output } from './output.js';
import { publishLocks } from './publish-locks.js';
import { writeContracts } from './write-contracts.js';

const USAGE = `multilith-contract <command> [folders] [options]

Generates and checks the artefacts of contracts. Folders are those of contract packages from the root of the workspace, in
which the command has to be run; default: all of libs/contracts.
Exit code 0: done. 1: something is stale or wrong. 2: the command line is wrong.

  write                writes lock, protobuf files, JSON Schema, AsyncAPI document and page
    --check            only compares them
    --renumber         gives new protobuf numbers to all that was never published
    --build PROGRAM    builds a package: node PROGRAM <folder>; default: the TypeScript compiler of the workspace
    --no-build         the packages are built already
  compat               compares contracts with earlier ones; \`multilith-contract compat --help\`
  publish              copies the locks to contract.published.json, at a release`;

/**
 * Runs the command line.
 *
 * @param root folder of the workspace
 */
export async function runCli(root: string, args: readonly string[], output: Output): Promise<ExitCode> {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'write':
        return await write(root, rest, output);
      case 'publish': {
        const { values, positionals } = parsed(rest, { help: { type: 'boolean' } });
        if (values['help']) return usage(output);
        return publishLocks(root, contractFolders(root, positionals), output);
      }
      case 'compat':
        return (await compatCommand(root, rest)) as ExitCode;
      case undefined:
      case '--help':
        usage(output);
        return command === undefined ? 2 : 0;
      default:
        throw new MultilithError('CLI_USAGE', `There is no command '${command}'.`, 'Use write, compat or publish.');
    }
  } catch (error) {
    if (!(error instanceof MultilithError)) throw error;
    output.error(`✗ ${error.message}`);
    return error.code === 'CLI_USAGE' ? 2 : 1;
  }
}

function write(root: string, args: readonly string[], output: Output): Promise<ExitCode> | ExitCode {
  const { values, positionals } = parsed(args, {
    check: { type: 'boolean' },
    renumber: { type: 'boolean' },
    build: { type: 'string' },
    'no-build': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (values['help']) return usage(output);
  return writeContracts(root, contractFolders(root, positionals), output, {
    check: values['check'] === true,
    renumber: values['renumber'] === true,
    build: values['no-build'] ? false : ((values['build'] as string | undefined) ?? true),
  });
}

function usage(output: Output): 0 {
  output.log(USAGE);
  return 0;
}

function parsed(args: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...args], options: options!, allowPositionals: true });
  } catch (error) {
    throw new MultilithError('CLI_USAGE', (error as Error).message, 'See `multilith-contract --help`.');
  }
}
