import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedPackages } from './published-packages.mjs';

interface Locked {
  readonly license?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Manifest {
  readonly name: string;
  readonly license?: string | { readonly type?: string };
  readonly scripts?: Readonly<Record<string, string>>;
}

const ROOT = resolve(import.meta.dirname, '../../..');
const read = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
const { packages } = read<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json');
const foreign = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

/** Licences that ask for nothing but to be named, of everything that is installed. */
const ALLOWED = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0'],
  ...['PostgreSQL', 'Python-2.0', 'Unlicense', 'Zlib'],
]);
/** Licences that bind changes of the package itself, of packages that are used as they are. */
const ALLOWED_AS_THEY_ARE: Readonly<Record<string, RegExp>> = { 'MPL-2.0': /^lightningcss(?:-|$)/ };

const nameOf = (path: string): string => path.split('node_modules/').at(-1)!;

/** One of `(MIT OR CC0-1.0)` will do, all of `MIT AND ISC` must. */
const isAllowed = (licence: string, name: string): boolean =>
  licence
    .replace(/[()]/g, '')
    .split(/ OR /)
    .some((choice) =>
      choice.split(/ AND /).every((one) => ALLOWED.has(one) || ALLOWED_AS_THEY_ARE[one]?.test(name) === true),
    );

describe('what is installed', () => {
  it('has licences that allow it', () => {
    const others = foreign.filter(([path, { license = 'none' }]) => !isAllowed(license, nameOf(path)));
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  it('says in its own manifest what the lockfile says of its licence', () => {
    const differing = foreign.flatMap(([path, { license, version }]) => {
      // Packages of other platforms are not there.
      if (!existsSync(join(ROOT, path, 'package.json'))) return [];
      const own = read<Manifest & { version: string }>(`${path}/package.json`);
      const said = typeof own.license === 'object' ? own.license.type : own.license;
      return own.version === version && said !== undefined && said !== license ? [`${path}: ${said}`] : [];
    });
    expect(differing).toEqual([]);
  });

  it('comes from a registry, with a checksum each', () => {
    const odd = foreign.filter(
      ([, { integrity, resolved }]) => !integrity?.startsWith('sha512-') || /^(?:git|file|http:)/.test(resolved ?? ''),
    );
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  it('is in the lockfile for every platform, as npm leaves out what a registry lacked when the lockfile was made', () => {
    const locked = new Set(Object.keys(packages).map(nameOf));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !locked.has(name))
        .map((name) => `${name} of ${nameOf(path)}`),
    );
    expect(missing).toEqual([]);
    expect([...locked].filter((name) => name.startsWith('@typescript/typescript-')).length).toBeGreaterThan(10);
  });

  it('runs no script at installation but those that package.json names', () => {
    const { allowScripts } = read<{ allowScripts: Readonly<Record<string, boolean>> }>('package.json');
    const running = foreign.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
    expect([...new Set(running)].sort()).toEqual(Object.keys(allowScripts).sort());
  });
});

describe('what is published', () => {
  it.each(publishedPackages().map(({ manifest: { name, scripts = {} } }) => [name, scripts]))(
    '%s runs nothing where it is installed',
    (_, scripts) => {
      expect(Object.keys(scripts)).not.toEqual(expect.arrayContaining([expect.stringMatching(/install$/)]));
    },
  );
});
