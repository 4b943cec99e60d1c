import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/**
 * Bundles this package as one script: an ES module that imports the `external` packages; if `external` is empty, a
 * script without imports that defines `Multilith`, with `z` of Zod in it.
 *
 * @param more files of this package whose exports are bundled as well
 */
export async function bundle(
  external: string[],
  more: readonly string[] = [],
): Promise<{ code: string; imports: readonly string[] }> {
  const entries = [entry, ...more.map((path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url)))];
  const all = entries.map((file) => `export * from ${JSON.stringify(file)};`).join('');
  const source = `${all}${external.length > 0 ? '' : `export { z } from 'zod';`}`;
  const output = (await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id.endsWith('virtual:entry') ? `${entry}.entry.ts` : undefined),
        load: (id) => (id === `${entry}.entry.ts` ? source : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: 'virtual:entry', name: 'Multilith', formats: [external.length > 0 ? 'es' : 'iife'] },
      rollupOptions: { external },
    },
  })) as Rollup.RollupOutput[];
  const [chunk] = output[0]!.output;
  return { code: chunk.code, imports: chunk.imports };
}
