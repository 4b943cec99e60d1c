import { COMPOSE_FILE } from '../../placement/compose-file.js';
import { tooFewConnections, writeConnections } from '../../placement/compose-connections.js';
import { handOver } from '../../placement/compose-variables.js';
import { placementsIn, TOPOLOGY_FILE } from '../../placement/topology-file.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';

/**
 * Gives the database of docker-compose.yml room for one more context, and the monolith the login of its role.
 *
 * @returns what the user should look at, a line each: a number that was set by hand and is too small
 */
export function addToCompose(files: WorkspaceFiles, context: string): readonly string[] {
  if (!files.exists(COMPOSE_FILE)) return [];
  const contexts = files.children('libs/modules').filter((name) => files.exists(`libs/modules/${name}/package.json`));
  const extracted = placementsIn(readText(files, TOPOLOGY_FILE)).size;
  const compose = readText(files, COMPOSE_FILE);
  const before = { contexts: contexts.length - 1, extracted };
  const { text, tooFew } = writeConnections(compose, before, { contexts: contexts.length, extracted });
  const handed = handOver(text, context, 'monolith');
  if (handed !== compose) files.write(COMPOSE_FILE, handed);
  return tooFew ? [tooFewConnections(tooFew)] : [];
}
