import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeEnvironment } from '@multilith/runtime/host';
import { EnvFile } from '../deployment-files/env-file.js';
import { placesIn } from '../deployment-files/workspace-places.js';
import type { StandaloneRun } from '../command-run.js';
import { UsageError } from '../usage-error.js';
import { provisionDatabase } from './provision-database.js';
import { provisionEventStreams } from './provision-event-streams.js';

/**
 * `multilith provision [--database] [--streams] [--dry-run] [--print-urls | --write-urls FILE]`: creates the roles and
 * schemas of every context and the streams of the deployment. Safe to run again: existing ones stay.
 */
export async function provisionDeployment({ args, env, folder, out }: StandaloneRun): Promise<number> {
  const { values: flags } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'boolean', default: false },
      streams: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'print-urls': { type: 'boolean', default: false },
      'write-urls': { type: 'string' },
    },
  });
  const { contexts } = placesIn(folder, env);
  const dryRun = flags['dry-run'];
  const wantsBoth = flags.database === flags.streams;
  if (flags.streams && !flags.database && (flags['print-urls'] || flags['write-urls'] !== undefined))
    throw new UsageError('--print-urls and --write-urls belong to the database, which --streams leaves out.');

  if (wantsBoth || flags.database) {
    const production = nodeEnvironment(env) === 'production';
    const { urls } = await provisionDatabase({ contexts, env, production, dryRun, out });
    if (flags['print-urls'] && dryRun) out(`Would print ${[...urls.keys()].join(', ')}.`);
    else if (flags['print-urls']) for (const [name, url] of urls) out(`${name}=${url}`);
    if (flags['write-urls'] !== undefined) writeUrls(resolve(folder, flags['write-urls']), urls, dryRun, out);
  }
  if (flags.streams || (wantsBoth && env['NATS_URL'])) await provisionEventStreams({ contexts, env, dryRun, out });
  else if (wantsBoth) out('NATS_URL is not set, so no streams were looked at.');
  return 0;
}

/** Writes to a file that only its owner can read; other lines of it stay. */
function writeUrls(
  path: string,
  urls: ReadonlyMap<string, string>,
  dryRun: boolean,
  out: (text: string) => void,
): void {
  const names = [...urls.keys()].join(', ');
  if (dryRun) return out(`Would write ${names} to ${path}.`);
  const file = EnvFile.read(path);
  for (const [name, url] of urls) file.set(name, url);
  file.write();
  out(`Wrote ${names} to ${path}.`);
}
