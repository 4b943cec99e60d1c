import { describe, expect, it } from 'vitest';
import { correctedRanges, publishedFaults, publishedFields } from './published.mjs';

const root = { version: '0.2.0', license: 'Apache-2.0', engines: { node: '>=20.19', npm: '>=10' } };

describe('what published packages share', () => {
  it('is what the package.json of the workspace says', () => {
    expect(publishedFields('tools/codegen', { scripts: { compare: 'node compare.js' } }, root)).toEqual({
      version: '0.2.0',
      license: 'Apache-2.0',
      engines: { node: '>=20.19' },
      publishConfig: { access: 'public', provenance: true },
      scripts: { compare: 'node compare.js', prepack: 'node ../packaging/src/sbom.mjs' },
    });
  });

  it('names the folder of the package in the repository, once the workspace has one', () => {
    const repository = { type: 'git', url: 'git+https://github.com/acme/multilith.git' };
    expect(publishedFields('libs/platform/nats', {}, { ...root, repository })['repository']).toEqual({
      ...repository,
      directory: 'libs/platform/nats',
    });
  });

  it.each(['description', 'exports', 'files'])('includes %s, which a person writes', (field) => {
    const whole = { description: 'Calls over NATS.', exports: {}, files: [] };
    expect(publishedFaults('libs/platform/nats', whole)).toEqual([]);
    expect(publishedFaults('libs/platform/nats', { ...whole, [field]: undefined })).toEqual([
      expect.stringContaining(`'${field}'`),
    ]);
  });
});

it('packages of the workspace are named by their version, others as the author wrote', () => {
  const manifest = {
    dependencies: { '@multilith/graphql': '0.1.0', fastify: '^5.0.0' },
    peerDependencies: { '@multilith/contract': '^0.1.0' },
    devDependencies: { '@multilith/testing': '0.2.0' },
  };
  const versionOf = (name: string): string | undefined => (name.startsWith('@multilith/') ? '0.2.0' : undefined);
  expect(correctedRanges(manifest, versionOf)).toEqual({
    dependencies: { '@multilith/graphql': '0.2.0', fastify: '^5.0.0' },
    peerDependencies: { '@multilith/contract': '0.2.0' },
  });
});
