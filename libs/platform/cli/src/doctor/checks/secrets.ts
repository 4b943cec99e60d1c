import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { requiredIn } from '../../deployment-files/interpolation.js';
import { faults, notNeeded, type Check } from '../finding.js';
import { PASSWORD_BYTES, passwordIn, ROOT_SECRET_BYTES, weakness } from '../secret-strength.js';

const present: Check = {
  name: 'secrets-present',
  title: 'Every secret that the compose file asks for is set',
  remedy: 'Run npm run multilith -- secrets, which adds those that are missing to .env.production.',
  run: ({ compose, values }) =>
    compose === undefined
      ? notNeeded('There is no compose file.')
      : faults(
          requiredIn(compose.text)
            .filter((name) => !values[name])
            .map((name) => `${name} is not set.`),
        ),
};

const strong: Check = {
  name: 'secrets-strong',
  title: 'Secrets are random, long enough and used once',
  remedy:
    'Remove the line from the file and run npm run multilith -- secrets; then npm run multilith -- provision, and start all hosts again. In a DATABASE_URL that leads to a server of your own, put the new password of that user instead.',
  run: ({ values }) => {
    const secrets = secretsIn(values);
    const weak = secrets.flatMap(({ name, secret, bytes }) => {
      const problem = weakness(secret, bytes);
      return problem ? [`${name} ${problem}.`] : [];
    });
    const owners = new Map<string, string[]>();
    for (const { name, secret } of secrets) owners.set(secret, [...(owners.get(secret) ?? []), name]);
    const shared = [...owners.values()].filter((names) => names.length > 1 && !areOneLogin(names));
    return faults([...weak, ...shared.map((names) => `${names.join(' and ')} are the same.`)]);
  },
};

/** Whether names belong to one login: the URL of the superuser contains the same password. */
const areOneLogin = (names: readonly string[]): boolean =>
  names.every((name) => name === 'POSTGRES_PASSWORD' || name === 'DATABASE_URL');

function secretsIn(values: Readonly<Record<string, string | undefined>>) {
  const found: { name: string; secret: string; bytes: number }[] = [];
  const add = (name: string, secret: string | undefined, bytes: number): void => {
    if (secret) found.push({ name, secret, bytes });
  };
  for (const [name, value] of Object.entries(values))
    if (/(?:^|_)DATABASE_URL$/.test(name)) add(name, passwordIn(value), PASSWORD_BYTES);
    else if (/^POSTGRES_PASSWORD$|(?:^|_)NATS_PASSWORD$/.test(name)) add(name, value, PASSWORD_BYTES);
    else if (name === 'DATABASE_ROLE_SECRET') add(name, value, ROOT_SECRET_BYTES);
    else if (/(?:^|_)PRINCIPAL_KEY$/.test(name)) add(name, value, ROOT_SECRET_BYTES);
  return found;
}

const private_: Check = {
  name: 'secrets-private',
  title: 'The file with the secrets is readable for its owner only, and no repository keeps it',
  remedy: 'chmod 600 the file; add it to .gitignore, and replace every secret in it if it was ever committed.',
  run: ({ secretsFile }) => {
    if (secretsFile === undefined) return notNeeded('There is no file; what is set comes from the environment.');
    const name = basename(secretsFile);
    const mode = statSync(secretsFile).mode & 0o777;
    return faults([
      ...(process.platform !== 'win32' && mode & 0o077 ? [`${name} has mode ${mode.toString(8)}.`] : []),
      ...(git(secretsFile, 'ls-files', '--error-unmatch') ? [`${name} is tracked by git.`] : []),
      ...(git(secretsFile, 'rev-parse', '--is-inside-work-tree') && !git(secretsFile, 'check-ignore', '--quiet')
        ? [`${name} is not ignored by git.`]
        : []),
    ]);
  },
};

/** Whether git answers a question about a file with yes; `false` also without git. */
function git(file: string, ...question: readonly string[]): boolean {
  const about = question[0] === 'rev-parse' ? [] : ['--', basename(file)];
  try {
    execFileSync('git', [...question, ...about], { cwd: dirname(file), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const secretChecks: readonly Check[] = [present, strong, private_];
