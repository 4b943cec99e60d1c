import { parseSync } from 'oxc-parser';

/**
 * Returns the packages that a built file imports, static, dynamic or as a type (`import('pg').Pool`), without Node's own.
 *
 * @example importedPackages('dist/index.d.ts', `import { Pool } from 'pg';`) // ['pg']
 */
export function importedPackages(path: string, text: string): readonly string[] {
  const { module, comments } = parseSync(path, text);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value)),
    ...module.dynamicImports.map(({ moduleRequest }) => literal(text.slice(moduleRequest.start, moduleRequest.end))),
    ...(path.endsWith('.d.ts') ? typeImports(blanked(text, comments)) : []),
  ];
  const names = specifiers.filter((specifier) => specifier !== undefined).flatMap(packageOf);
  return [...new Set(names)];
}

/** The parser lists no `import('…')` that stands where a type does; in a declaration file, there are no others. */
const typeImports = (text: string): readonly string[] =>
  [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, to]) => to!);

const literal = (source: string): string | undefined => /^(['"])(.*)\1$/.exec(source)?.[2];

const blanked = (text: string, ranges: readonly { start: number; end: number }[]): string =>
  ranges.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);

function packageOf(specifier: string): readonly string[] {
  if (/^(?:[./#]|node:|[a-z]+:)/.test(specifier)) return [];
  return [
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
  ];
}
