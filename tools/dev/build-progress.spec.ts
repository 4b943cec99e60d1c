import { expect, it } from 'vitest';
import { BuildProgress } from './build-progress.mjs';

const PLAIN = `7:30:10 PM - Projects in this build: \r
    * libs/platform/contract/tsconfig.json\r
    * libs/contracts/orders/tsconfig.json
    * apps/monolith/tsconfig.json
    * tsconfig.json

7:30:10 PM - Project 'libs/platform/contract/tsconfig.json' is up to date because newest input 'x' is older than output 'y'

7:30:25 PM - Project 'libs/contracts/orders/tsconfig.json' is out of date because output file 'x' does not exist

7:30:25 PM - Building project 'libs/contracts/orders/tsconfig.json'...

libs/contracts/orders/src/index.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.

7:30:35 PM - Building project 'apps/monolith/tsconfig.json'...`;
/** As \`--pretty\` writes the same lines at a terminal. */
const PRETTY = PLAIN.replaceAll(/^(\d+:\d+:\d+ PM) - /gm, '[\x1b[90m$1\x1b[0m] ');

it.each([
  ['', PLAIN],
  [' at a terminal', PRETTY],
])('says which package is built and how far that is, and passes errors on%s', (_where, output) => {
  const progress = new BuildProgress('/work');
  expect(
    output
      .split(/\r?\n/)
      .map((line) => progress.read(line))
      .filter((line) => line !== undefined),
  ).toEqual([
    '  2/3  libs/contracts/orders',
    "libs/contracts/orders/src/index.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
    '  3/3  apps/monolith',
  ]);
});
