// `npm run release:publish`: publishes every package of which the registry does not have this version yet, so a run that
// failed half way is repeated. Meant for the workflow `release`; `--dry-run` shows what would be packed and uploads nothing.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publishedPackages } from '../published-packages.mjs';
import { readJson } from '../../../dev/files.mjs';

const WORKSPACE = resolve(import.meta.dirname, '../../../..');

/**
 * What speaks against a release from here: npm refuses provenance if package.json names another repository than that of
 * the workflow, and a tag that is not the version would publish something else than it says.
 *
 * @param {{ version: string, repository?: { url?: string } }} root package.json of the workspace
 * @param {NodeJS.ProcessEnv} env of a GitHub workflow
 * @returns {string[]} problems with what to do about each
 */
export function releaseProblems({ version, repository }, env) {
  const problems = [];
  const home = `git+${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}.git`;
  if (repository?.url !== home)
    problems.push(
      `package.json names the repository '${repository?.url ?? 'none'}', this workflow runs in '${home}'. ` +
        `Run: npm pkg set repository.type=git repository.url=${home} && npm run workspace`,
    );
  if (env.GITHUB_REF_NAME !== `v${version}`)
    problems.push(
      `package.json has the version ${version}, the tag is ${env.GITHUB_REF_NAME}. Tag the commit that npm run release made.`,
    );
  return problems;
}

/** The dist-tag of a version: `latest`, or the word of a prerelease, such as `beta` of `1.0.0-beta.2`. */
export const distTag = (version) => /-([a-z]+)/i.exec(version)?.[1] ?? (version.includes('-') ? 'next' : 'latest');

function publishAll(dryRun) {
  const problems = dryRun ? [] : releaseProblems(readJson('package.json'), process.env);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  for (const { folder, manifest } of publishedPackages()) {
    const { name, version } = manifest;
    if (!dryRun && isPublished(name, version)) {
      console.log(`${name}@${version} is published already`);
      continue;
    }
    const args = ['publish', `--workspace=${folder}`, `--tag=${distTag(version)}`, ...(dryRun ? ['--dry-run'] : [])];
    execFileSync('npm', args, { cwd: WORKSPACE, stdio: 'inherit' });
  }
}

function isPublished(name, version) {
  const args = ['view', `${name}@${version}`, 'version'];
  try {
    return execFileSync('npm', args, { cwd: WORKSPACE, encoding: 'utf8', stdio: 'pipe' }) !== '';
  } catch (error) {
    // npm view fails for a package that the registry has never seen.
    if (String(error.stderr).includes('E404')) return false;
    throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    publishAll(process.argv.includes('--dry-run'));
  } catch (error) {
    console.error(`✗ Not everything was published: ${error.message}`);
    process.exitCode = 1;
  }
}
