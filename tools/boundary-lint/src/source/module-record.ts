import type { EcmaScriptModule } from 'oxc-parser';
import { importOf, type Import, type ReExport, type SourceFacts } from './source-file.js';

/** The imports that the parser lists without a tree; `undefined` specifiers are for the tree to fold. */
export function importsInRecord(module: EcmaScriptModule, text: string): Import[] {
  const statics = module.staticImports.map(({ moduleRequest, entries, start, end }) =>
    importOf('static', moduleRequest.value, moduleRequest.start, {
      typeOnly:
        /^import\s+type\b/.test(text.slice(start, Math.min(end, start + 40))) ||
        (entries.length > 0 && entries.every((entry) => entry.isType)),
      names: entries.map(({ importName }) => importName.name ?? (importName.kind === 'Default' ? 'default' : '*')),
    }),
  );
  const byStart = new Map<number, Import>();
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, importName, isType } of entries) {
      if (!moduleRequest) continue;
      const known = byStart.get(moduleRequest.start);
      byStart.set(
        moduleRequest.start,
        importOf('export-from', moduleRequest.value, moduleRequest.start, {
          names: [...(known?.names ?? []), importName.name ?? '*'],
          typeOnly: isType && known?.typeOnly !== false,
        }),
      );
    }
  const dynamics = module.dynamicImports.map(({ moduleRequest }) =>
    importOf('dynamic', plainString(text.slice(moduleRequest.start, moduleRequest.end)), moduleRequest.start),
  );
  return [...statics, ...byStart.values(), ...dynamics];
}

/** The value of a string without holes and escapes; anything else is for the tree to say. */
const plainString = (source: string): string | undefined => /^(["'`])([^\\$"'`]*)\1$/s.exec(source.trim())?.[2];

/** Returns the exports of a file, with the source of its re-exports. */
export function exportsOf(module: EcmaScriptModule): Pick<SourceFacts, 'reExports' | 'exports'> {
  const imported = new Map(
    module.staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.map(({ localName, importName }) => [
        localName.value,
        {
          specifier: moduleRequest.value,
          imported: importName.name ?? (importName.kind === 'Default' ? 'default' : '*'),
        },
      ]),
    ),
  );
  const reExports: ReExport[] = [];
  const exports: SourceFacts['exports'][number][] = [];
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, importName, exportName, localName, start } of entries) {
      const name = exportName.kind === 'Default' ? 'default' : (exportName.name ?? '*');
      exports.push({ value: name, start });
      if (moduleRequest) {
        reExports.push({ name, imported: importName.name ?? '*', specifier: moduleRequest.value });
        continue;
      }
      const from = localName.name === null ? undefined : imported.get(localName.name);
      if (from) reExports.push({ name, ...from });
    }
  return { reExports, exports };
}
