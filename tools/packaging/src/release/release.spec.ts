import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ChangelogChange } from 'nx/release/changelog-renderer';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { publishedPackages } from '../published-packages.mjs';
import PackageChangelogRenderer from './changelog-renderer.mjs';
import { distTag, releaseProblems } from './publish.mjs';
import PackageVersionActions from './version-actions.mjs';

interface NxJson {
  readonly release: {
    readonly projects: readonly string[];
    readonly conventionalCommits: {
      readonly types: Readonly<Record<string, { readonly changelog: { readonly title: string } }>>;
    };
    readonly changelog: { readonly workspaceChangelog: { readonly renderOptions: Readonly<Record<string, unknown>> } };
  };
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const textOf = (path: string): string => readFileSync(resolve(import.meta.dirname, '../../../..', path), 'utf8');
const { release } = JSON.parse(textOf('nx.json')) as NxJson;

it('nx release versions every published package', () => {
  const isReleased = (name: string): boolean =>
    release.projects.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));
  const names = publishedPackages().map(({ manifest }) => manifest.nx.name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !isReleased(name))).toEqual([]);
});

it('nx release writes the version of a package and of the workspace, and nothing else', async () => {
  const files = new Map([
    ['package.json', '{"name":"multilith","version":"0.1.0","private":true}'],
    ['libs/platform/nats/package.json', '{"name":"@multilith/nats","version":"0.1.0","dependencies":{"pg":"^8.0.0"}}'],
  ]);
  const tree = {
    read: (path: string) => files.get(path) ?? null,
    write: (path: string, text: string) => void files.set(path, text),
  };
  const actions = new PackageVersionActions({}, { data: { root: 'libs/platform/nats' } }, {});
  expect(await actions.readCurrentVersionFromSourceManifest(tree)).toEqual({
    currentVersion: '0.1.0',
    manifestPath: 'libs/platform/nats/package.json',
  });
  await actions.updateProjectVersion(tree, '0.2.0');
  expect([...files].map(([path, content]) => [path, JSON.parse(content)])).toEqual([
    ['package.json', { name: 'multilith', version: '0.2.0', private: true }],
    ['libs/platform/nats/package.json', { name: '@multilith/nats', version: '0.2.0', dependencies: { pg: '^8.0.0' } }],
  ]);
});

describe('an entry of the changelog', () => {
  const change = (type: string, scope: string, description: string, body = ''): ChangelogChange => ({
    ...{ type, scope, description, body },
    isBreaking: body.startsWith('BREAKING CHANGE:'),
    affectedProjects: '*',
    githubReferences: [],
  });
  const entryOf = (...changes: readonly ChangelogChange[]): Promise<string> =>
    new PackageChangelogRenderer({
      changes,
      changelogEntryVersion: '0.2.0',
      project: null,
      entryWhenNoChanges: false,
      isVersionPlans: false,
      changelogRenderOptions: { ...release.changelog.workspaceChangelog.renderOptions, versionTitleDate: false },
      conventionalCommitsConfig: release.conventionalCommits,
      remoteReleaseClient: { getRemoteRepoData: () => undefined },
    }).render();

  it('lists commits about published packages by kind, and what breaks', async () => {
    const entry = await entryOf(
      change('feat', 'runtime', 'entries per audience', 'BREAKING CHANGE: import startHost from /host.'),
      change('fix', 'nats', 'late replies are no errors'),
      change('fix', '', 'sources of all packages are shipped'),
    );
    expect(entry).toBe(
      [
        '## 0.2.0',
        '### Added',
        '- **runtime:** entries per audience',
        '### Fixed',
        '- sources of all packages are shipped\n- **nats:** late replies are no errors',
        '### Breaking changes',
        '- **runtime:** entries per audience\n  import startHost from /host.',
      ].join('\n\n'),
    );
  });

  it('leaves out what is not published', async () => {
    expect(await entryOf(change('feat', 'orders', 'orders have notes'))).toBe('');
  });
});

describe('publishing', () => {
  const url = 'git+https://github.com/acme/multilith.git';
  const env = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/multilith',
    GITHUB_REF_NAME: 'v0.2.0',
  };

  it('goes ahead from the repository and the tag that package.json names', () => {
    expect(releaseProblems({ version: '0.2.0', repository: { url } }, env)).toEqual([]);
  });

  it.each([
    [{ version: '0.2.0' }, "the repository 'none'"],
    [{ version: '0.2.0', repository: { url: `${url}.fork` } }, 'npm pkg set repository.type=git'],
    [{ version: '0.3.0', repository: { url } }, 'the tag is v0.2.0'],
  ])('is refused for %j', (root, problem) => {
    expect(releaseProblems(root, env)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['1.0.0', 'latest'],
    ['1.0.0-beta.2', 'beta'],
    ['1.0.0-0', 'next'],
  ])('%s is what %s installs', (version, tag) => {
    expect(distTag(version)).toBe(tag);
  });
});

describe('the workflow', () => {
  const { permissions, jobs } = parse(textOf('.github/workflows/release.yml')) as Workflow;

  it('proves where packages come from in one job only, and may write nothing', () => {
    expect(permissions).toEqual({});
    expect(Object.entries(jobs).map(([name, job]) => [name, job.permissions])).toEqual([
      ['test', { contents: 'read' }],
      ['publish', { contents: 'read', 'id-token': 'write' }],
    ]);
  });

  it('uses actions by commit', () => {
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  it('runs scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const run = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run: line }) => line ?? []));
    const named = run.flatMap((line) => /^npm run (\S+)/.exec(line)?.[1] ?? []);
    expect(named).toContain('release:publish');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
