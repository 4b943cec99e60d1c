import { describe, expect, it } from 'vitest';
import { reportOn, type Tree } from '../workspace.fixture.js';

const USER = 'libs/modules/orders/src/domain/planted.ts';
const KERNEL = 'libs/contracts/shared/src/index.ts';
const RANGE = 'libs/modules/catalog/src/range.ts';
const FROM = '../../../modules/catalog/src/range.js';

/** Returns the findings in a module that imports `Clock` of the shared kernel. */
function laundering(kernel: string, more: Tree = {}, use = `import { Clock } from '@contracts/shared';`) {
  const { violations } = reportOn({
    [RANGE]: `export interface Range { from: Date }\nexport class Span {}\nexport const rangeOf = () => 1;`,
    [KERNEL]: kernel,
    [USER]: `${use}\nexport const x = 1;`,
    ...more,
  });
  return violations.filter(({ rule }) => rule === 'no-laundering');
}

describe('a name that shared code declares', () => {
  it.each([
    ['a parameter has a type of a module', `export class Clock { days(range: Range) { return range; } }`],
    ['a field has a type of a module', `export class Clock { range!: Range }`],
    ['an interface has a field of it', `export interface Clock { range: Range }`],
    ['a type has a field of it', `export type Clock = { range: Range }`],
    ['a function takes and returns it', `export function Clock(range: Range): Range { const x = range; return x; }`],
    ['a function takes it as a type', `export type Clock = (range: Range) => void;`],
    ['a body calls it', `export class Clock { x() { return rangeOf(); } }`],
    ['a constant has its type', `export const Clock: Range = { from: new Date() };`],
    ['a constant is computed by it', `export const Clock = 1 + rangeOf();`],
    ['a class implements it', `export class Clock implements Range { from = new Date(); }`],
    ['another export passes it on', `export class Clock {}\nexport const Other = Span;`],
    ['nothing uses it', `export class Clock {}`],
  ])('belongs to no module, though %s', (_what, declaration) => {
    expect(laundering(`import { rangeOf, Span, type Range } from '${FROM}';\n${declaration}`)).toEqual([]);
  });

  it('belongs to no module where it is imported for its effects alone', () => {
    expect(laundering(`export { Span as Clock } from '${FROM}';`, {}, `import '@contracts/shared';`)).toEqual([]);
  });
});

describe('a name that a module declares', () => {
  it.each([
    ['an alias', `export const Clock = Span;`],
    ['an alias of an alias', `const a = Span;\nexport { a as Clock };`],
    ['a frozen alias', `export const Clock = Object.freeze(Span);`],
    ['an object of it', `export const Clock = { Span };`],
    ['a list of it', `export const Clock = [Span] as const;`],
    ['one of it', `export const Clock = new Span();`],
    ['a subclass', `export class Clock extends Span {}`],
    ['a type', `export type Clock = Range;`],
    ['a part of a type', `export type Clock = Pick<Range, 'from'> | undefined;`],
    ['an interface that extends it', `export interface Clock extends Range {}`],
    ['the type of a value', `export type Clock = typeof Span;`],
    ['a function that hands it out', `export const Clock = () => Span;`],
    ['one that is exported by a list', `class Clock extends Span {}\nexport { Clock };`],
    ['an import that is exported later', `export { Span as Clock };`],
  ])('is followed through %s', (_what, declaration) => {
    const [found, ...more] = laundering(`import { Span, type Range } from '${FROM}';\n${declaration}`);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ file: USER, to: 'catalog' });
    expect(found!.message).toContain(`${USER} → ${KERNEL} → ${RANGE}`);
  });

  it.each([
    ['a namespace', `import * as all from '${FROM}';\nexport const Clock = all.Span;`],
    ['import()', `export const Clock = () => import('${FROM}');`],
    ['a default', `import { Span } from '${FROM}';\nexport default class extends Span {}`],
    ['an imported type', `export type Clock = import('${FROM}').Range;`],
  ])('is followed through %s as well', (what, kernel) => {
    const use = what === 'a default' ? `import Clock from '@contracts/shared';` : undefined;
    expect(laundering(kernel, {}, use)).toMatchObject([{ file: USER, to: 'catalog' }]);
  });

  it('belongs to the module that declares it, not to the one that passes it on', () => {
    const found = laundering(`export { Rate as Clock } from '../../../modules/catalog/src/rates.js';`, {
      'libs/modules/catalog/src/rates.ts': `export { Rate } from '../../pricing/src/rate.js';`,
      'libs/modules/pricing/src/rate.ts': `export class Rate {}`,
    });
    expect(found).toMatchObject([{ file: USER, to: 'pricing' }]);
    expect(found[0]!.message).toContain('libs/modules/pricing/src/rate.ts');
  });

  it('is not sought in a file that has none of that name', () => {
    const found = laundering(`export * from '../../../modules/catalog/src/all.js';`, {
      'libs/modules/catalog/src/all.ts': `export * from './none.js';\nexport * from './clock.js';`,
      'libs/modules/catalog/src/none.ts': `export class None {}`,
      'libs/modules/catalog/src/clock.ts': `export class Clock {}`,
    });
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toContain('libs/modules/catalog/src/clock.ts');
  });

  it('is the own one of the module that gets it back', () => {
    const found = laundering(`export { Own as Clock } from '../../../modules/orders/src/domain/own.js';`, {
      'libs/modules/orders/src/domain/own.ts': `export class Own {}`,
    });
    expect(found).toEqual([]);
  });
});
