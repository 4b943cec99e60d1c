// `multilith-nx start`: starts every host of a built workspace. Most workspaces call it as `npm start`, after `tsc -b`.
import { HELP, startOptions, type StartOptions } from '../../src/start/start-options.js';
import { startHosts } from './start-hosts.js';

const options = read();
if (options?.help) console.log(HELP);
else if (options) {
  process.setSourceMapsEnabled(true);
  await startHosts(process.cwd(), options);
}

function read(): StartOptions | undefined {
  try {
    return startOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`✗ START_ARGUMENT: ${(error as Error).message}\n  \`npm start -- --help\` lists the options.`);
    process.exitCode = 1;
    return undefined;
  }
}
