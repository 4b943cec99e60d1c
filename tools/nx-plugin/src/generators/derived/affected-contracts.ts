import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consumersOf, type Consumer } from '@multilith/contract-tools';
import type { WorkspaceFiles } from '../workspace-files.js';

const CONTRACTS = 'libs/contracts';

/** The contracts whose generated files a generator makes stale. Made before anything reaches the disk. */
export class AffectedContracts {
  readonly #root: string;
  readonly #changed: ReadonlySet<string>;
  readonly #consumersBefore: ReadonlyMap<string, string>;

  constructor(files: WorkspaceFiles) {
    this.#root = files.root;
    this.#changed = new Set(files.listChanges().flatMap(({ path }) => contractFolderOf(path) ?? []));
    this.#consumersBefore = consumersByContext(files.root);
  }

  /**
   * Returns their folders, once the files are on disk: contracts with a changed file, contracts that depend on one of
   * those, and contracts whose messages have other consumers now, which their pages name.
   */
  folders(): string[] {
    const manifests = manifestsIn(this.#root);
    const affected = new Set([...manifests.keys()].filter((folder) => this.#changed.has(folder)));
    // A set visits what is added to it meanwhile, so this follows dependencies to their end.
    for (const folder of affected)
      for (const [other, { dependencies = {} }] of manifests)
        if (manifests.get(folder)!.name in dependencies) affected.add(other);
    const consumers = consumersByContext(this.#root);
    for (const context of new Set([...this.#consumersBefore.keys(), ...consumers.keys()])) {
      const folder = `${CONTRACTS}/${context}`;
      if (manifests.has(folder) && consumers.get(context) !== this.#consumersBefore.get(context)) affected.add(folder);
    }
    return [...affected].sort();
  }
}

/** `libs/contracts/orders` of a path below it. */
const contractFolderOf = (path: string): string | undefined => /^libs\/contracts\/[^/]+(?=\/)/.exec(path)?.[0];

/** What pages say of the consumers, by the context of the message. */
function consumersByContext(root: string): Map<string, string> {
  const byContext = new Map<string, Consumer[]>();
  for (const consumer of consumersOf(root)) {
    const context = consumer.message.split('.')[0]!;
    byContext.set(context, [...(byContext.get(context) ?? []), consumer]);
  }
  return new Map([...byContext].map(([context, consumers]) => [context, JSON.stringify(consumers)]));
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The packages of contracts, by folder. */
function manifestsIn(root: string): Map<string, Manifest> {
  const names = existsSync(join(root, CONTRACTS)) ? readdirSync(join(root, CONTRACTS)) : [];
  return new Map(
    names.flatMap((name) => {
      const file = join(root, CONTRACTS, name, 'package.json');
      if (!existsSync(file)) return [];
      return [[`${CONTRACTS}/${name}`, JSON.parse(readFileSync(file, 'utf8')) as Manifest] as const];
    }),
  );
}
