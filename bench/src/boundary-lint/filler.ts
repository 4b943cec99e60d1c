/** What stands in the files of real code bases beside their imports: sizes, helpers, packages that are not installed. */

/** Lines of the file in the middle, and of the file that nine tenths are shorter than, as in public monorepos. */
const MEDIAN_LINES = 90;
const P90_LINES = 300;
/** No file is longer. */
const MOST_LINES = 3_000;
/** The normal distribution: nine tenths lie below so many standard deviations. */
const P90_DEVIATIONS = 1.2816;

/** Packages that a package.json asks for and that are not installed, as in a fresh checkout. */
export const NOT_INSTALLED = [
  'lodash',
  'date-fns',
  'rxjs',
  'class-validator',
  'axios',
  'chalk',
  '@nestjs/config',
  'uuid',
];

/** The same number gives the same value; neighbours have little to do with each other. From 0 to 1, both excluded. */
export function spread(number: number): number {
  const mixed = Math.imul(number + 1, 0x9e_37_79_b1) ^ (Math.imul(number + 1, 0x85_eb_ca_6b) >>> 13);
  return ((mixed >>> 0) + 0.5) / 2 ** 32;
}

/** How many lines a file has: a log-normal distribution, as the sizes of files have it. */
export function linesOf(number: number): number {
  const sigma = Math.log(P90_LINES / MEDIAN_LINES) / P90_DEVIATIONS;
  return Math.min(MOST_LINES, Math.round(MEDIAN_LINES * Math.exp(sigma * deviationsAt(spread(number)))));
}

/** The normal distribution the other way round, by the rational function of Hastings; good to three digits. */
function deviationsAt(share: number): number {
  const tail = Math.sqrt(-2 * Math.log(Math.min(share, 1 - share)));
  const distance =
    tail -
    (2.515517 + 0.802853 * tail + 0.010328 * tail ** 2) /
      (1 + 1.432788 * tail + 0.189269 * tail ** 2 + 0.001308 * tail ** 3);
  return share < 0.5 ? -distance : distance;
}

/** Functions that a file of so many lines has room for, after what it says already. */
export function helpers(number: number, text: string): string {
  const room = linesOf(number) - text.split('\n').length;
  const count = Math.max(0, Math.round(room / LINES_OF_A_HELPER));
  return Array.from({ length: count }, (_, i) => helper(i)).join('');
}

const LINES_OF_A_HELPER = 18;

const helper = (i: number): string => `
/** Adds up what counts towards step ${i}: lines without a price are left out, and so is what was given back. */
export function sumOfStep${i}(
  lines: readonly { readonly price?: number; readonly quantity: number; readonly tags: ReadonlySet<string> }[],
  options: { readonly limit?: number; readonly currency: 'EUR' | 'USD' } = { currency: 'EUR' },
): { readonly total: number; readonly label: string; readonly rest: readonly number[] } {
  const { limit = ${100 + i}, currency } = options;
  const priced = lines.filter(({ price, tags }) => price !== undefined && !tags.has('returned'));
  const sums = priced.map(({ price = 0, quantity }, index) => price * quantity + (index % 2 === 0 ? 1 : -1));
  let total = 0;
  for (const sum of sums) {
    if (total + sum > limit) break;
    total += sum;
  }
  const rest = sums.slice(sums.findIndex((sum) => sum > limit));
  return { total, label: \`\${currency} \${total.toFixed(2)} of step ${i}\`, rest };
}
`;
