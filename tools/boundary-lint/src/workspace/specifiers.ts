import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Place } from '../source/source-file.js';

/** Modules that no file holds: a bundler or the platform makes them. */
const MADE_BY_TOOLS =
  /^(?:virtual|astro|cloudflare|workerd|bun|sass|vite|unocss|uno|windi|nuxt|nitro|vercel|edge|electron|react-server):|^(?:~icons|\$app|\$env|\$service-worker|@virtual|virtual)(?:\/|$)|^(?:uno|virtual|windi)[\w-]*\.css$/;

/** Whether a specifier names such a module. */
export const isMadeByTools = (specifier: string): boolean =>
  MADE_BY_TOOLS.test(specifier) || specifier.startsWith('\0virtual');

/** Takes off what bundlers read: loader prefixes and queries; and what URLs read: doubled and backward slashes. */
export function normalise(specifier: string): string {
  let plain = specifier.slice(specifier.lastIndexOf('!') + 1).replace(/(?!^)[?].*$/s, '');
  if (!plain.startsWith('#')) plain = plain.replace(/#.*$/s, '');
  if (/^\.{0,2}[\\/]/.test(plain)) plain = plain.replaceAll('\\', '/');
  return /^[a-z]+:/i.test(plain) ? plain : plain.replace(/\/{2,}/g, '/');
}

/** The path of a `file:` address; anything else as it is. */
export function toPath(url: string): string {
  try {
    return fileURLToPath(url.replace(/[?#].*$/s, ''));
  } catch {
    return url;
  }
}

/** A path without percent encoding. */
export function decode(path: string): string {
  try {
    return path.includes('%') ? decodeURIComponent(path) : path;
  } catch {
    return path;
  }
}

/** The paths that a folded path may mean; one where the source says from where it counts. */
export function placesOf(specifier: string, from: string, root: string, ownFolder: string): string[] {
  const anchors: readonly (readonly [string, string])[] = [
    [Place.file, from],
    [Place.folder, dirname(from)],
    [Place.root, root],
  ];
  for (const [place, path] of anchors)
    if (specifier.startsWith(place)) return [posix.join(path, specifier.slice(place.length))];
  if (/^file:/i.test(specifier)) return [toPath(specifier)];
  if (specifier.startsWith('/')) return [posix.normalize(specifier)];
  // A relative path counts from where the process runs: the root, the package, or by habit the file.
  return [root, ownFolder, dirname(from)].map((base) => posix.join(base, specifier));
}

/** Whether a specifier names one of our platform packages. */
export const isPlatformPackage = (specifier: string): boolean => specifier.startsWith('@multilith/');

/** The package that a bare specifier, or a path below node_modules, begins with. */
export function packageNameOf(path: string): string {
  const [first, second] = path.split('/');
  return first!.startsWith('@') ? `${first}/${second}` : first!;
}
