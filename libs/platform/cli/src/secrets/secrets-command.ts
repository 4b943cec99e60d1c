import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { databaseConfigFromEnv, databaseVariable } from '@multilith/runtime/host';
import { EnvFile } from '../deployment-files/env-file.js';
import { placesIn, type Places } from '../deployment-files/workspace-places.js';
import type { StandaloneRun } from '../command-run.js';
import { contextUrl, wantedSecrets } from './wanted-secrets.js';

/** Header of a new file for production. */
const HEAD = `# Secrets and settings of this deployment, for docker compose --env-file. Keep it out of repositories and backups of code.
# Written by multilith secrets, which adds what is missing and changes nothing else. To be filled in:
# AUTH_ISSUER=https://id.example.com
# AUTH_AUDIENCE=https://api.example.com
# Only for an issuer without metadata:
# AUTH_JWKS_URL=https://id.example.com/.well-known/jwks.json
`;
const TO_BE_FILLED_IN = ['AUTH_ISSUER', 'AUTH_AUDIENCE'];
const DEVELOPMENT_HEAD =
  '# Secrets of a deployment for development, for docker compose --env-file; written by multilith secrets.\n';

/**
 * `multilith secrets [--file FILE] [--development] [--check]`: writes a file with every secret that a deployment of
 * this workspace needs, or adds missing ones. Existing values are not changed.
 */
export async function secrets({ args, env, folder, out }: StandaloneRun): Promise<number> {
  const { values: flags } = parseArgs({
    args: [...args],
    options: {
      file: { type: 'string' },
      development: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const { development, check } = flags;
  const name = flags.file ?? (development ? '.env.development' : '.env.production');
  const path = resolve(folder, name);
  const isNew = !existsSync(path);
  const file = EnvFile.read(path);
  if (isNew) file.append((development ? DEVELOPMENT_HEAD : HEAD).trimEnd());
  // Another kind of URL would be copied into the URLs of all contexts.
  databaseConfigFromEnv(file.values);
  const places = placesIn(folder, { TOPOLOGY_FILE: env['TOPOLOGY_FILE'] });
  const written = complete(file, places, development);
  const notes = differing(file, places);
  if (check) {
    for (const missing of written) out(`${missing} is missing in ${name} or not up to date.`);
    notes.forEach(out);
    if (written.length === 0) out(`${name} has every secret.`);
    else out(`Run npm run multilith -- secrets${development ? ' --development' : ''}.`);
    return written.length === 0 ? 0 : 1;
  }
  file.write();
  out(written.length === 0 ? `${name} has every secret.` : `Wrote to ${name}: ${written.join(', ')}.`);
  notes.forEach(out);
  const unknown = development ? [] : TO_BE_FILLED_IN.filter((setting) => !file.values[setting] && !env[setting]);
  if (unknown.length > 0)
    out(`Fill in ${unknown.join(' and ')} there, then check it: npm run multilith -- doctor --production`);
  out(`Start: docker compose --env-file ${name} up --build --wait`);
  return 0;
}

/** Adds missing values, and returns their names. */
function complete(file: EnvFile, places: Places, development: boolean): string[] {
  return wantedSecrets(places, development).flatMap(({ name, valueFor }) => {
    const value = valueFor(file.values);
    if (value === undefined) return [];
    file.set(name, value);
    return [name];
  });
}

/** Returns logins of contexts that differ from the derived ones: deliberately, or because the secret was changed. */
function differing(file: EnvFile, { contexts }: Places): string[] {
  const { values } = file;
  return contexts
    .filter((context) => values[databaseVariable(context)] !== contextUrl(values, context))
    .map(
      (context) =>
        `${databaseVariable(context)} is not what DATABASE_URL and DATABASE_ROLE_SECRET give. If that is not on purpose, remove its line and run this again.`,
    );
}
