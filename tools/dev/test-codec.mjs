// Sends 10,000 values of every message, answer and error through JSON, protobuf and another implementation of protobuf.
// `npm run test:codec` for all contracts; `CODEC_VALUES=1000 npm run test:codec` for fewer values.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    'tools/contract-tools/test/codec',
    'libs/platform/contract/src/protobuf',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { CODEC_VALUES: '10000', CODEC_RUNS: '2000', ...process.env } },
);
process.exitCode = status ?? 1;
