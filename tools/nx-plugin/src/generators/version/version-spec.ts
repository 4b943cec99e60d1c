import { posix } from 'node:path';
import { literal } from '@multilith/contract-tools';
import type { DeclaredMessage } from './declared-message.js';
import type { EarlierClass } from './earlier-class.js';

/** Values in the spec of an earlier version. */
export interface VersionExample {
  /** JSON of a message of the earlier version, as it is stored or sent. */
  readonly json: object;
  /** The input of an equal message of the current version, once its fields have their new names. */
  readonly input: object;
  /** An answer to a request; `undefined` if it has none. */
  readonly answer?: unknown;
}

/** Writes the spec of an earlier version. */
export function versionSpec(
  current: DeclaredMessage,
  earlier: EarlierClass,
  example: VersionExample,
  hasDowncast: boolean,
): string {
  const { name, kind, className, version, path } = current;
  const hasAnswer = example.answer !== undefined;
  const helpers = [
    ...['decodeMessage', 'upcastTo'],
    ...(hasDowncast ? ['downcastTo'] : []),
    ...(hasAnswer ? ['downcastAnswer'] : []),
  ].sort();
  const file = `./${posix.basename(path).replace(/\.ts$/, '.js')}`;
  const earlierFile = `./${posix.basename(earlier.file).replace(/\.ts$/, '.js')}`;
  return `import { ${helpers.join(', ')} } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { ${className} } from '${file}';
import { ${earlier.className} } from '${earlierFile}';

/** ${kind === 'event' ? `An event of version ${version} as a journal holds it.` : `A ${kind} of version ${version} as callers send it.`} */
const ${kind === 'event' ? 'STORED' : 'SENT'} = ${literal(example.json)};

describe('${name} version ${version}', () => {
  const v${version} = decodeMessage(${earlier.className}, ${kind === 'event' ? 'STORED' : 'SENT'});

  it('is ${kind === 'event' ? 'read' : 'served'} as version ${version + 1}', () => {
    expect(upcastTo(${className}, v${version})).toEqual(new ${className}(${literal(example.input)}));
  });
${
  hasDowncast
    ? `
  it('is what its subscribers get of version ${version + 1}', () => {
    expect(downcastTo(${earlier.className}, upcastTo(${className}, v${version}))).toEqual(v${version});
  });
`
    : ''
}${
    hasAnswer
      ? `
  it('is answered as its callers expect', () => {
    const answer = ${literal(example.answer)};
    expect(downcastAnswer(${className}, ${earlier.className}, answer)).toEqual(answer);
  });
`
      : ''
  }});
`;
}
