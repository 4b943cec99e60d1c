import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { buf } from '../../test/unary/buf.js';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAMS = join(PACKAGE, '../../../node_modules/.bin');

/** The text of every file in a folder, by its path. */
const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );

it('is what `npm run generate` makes of the proto files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  vi.stubEnv('PATH', `${PROGRAMS}${delimiter}${process.env['PATH'] ?? ''}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  const ended = await buf(['generate', 'proto', '--template', 'proto/buf.gen.yaml', '-o', folder], PACKAGE);
  expect(ended).toMatchObject({ code: 0, error: '' });
  expect(filesIn(join(PACKAGE, 'src/generated'))).toEqual(filesIn(folder));
});
