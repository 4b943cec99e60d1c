import type { Scene } from '../rules/scene.js';

/** An edge between two contexts. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** `call`: the first context sends commands or queries to the second. `api`: only its API does. `event`: the second subscribes to the first. */
  readonly kind: 'call' | 'api' | 'event';
  /** Names of the messages, in order. */
  readonly messages: readonly string[];
}

/** The contexts of a workspace and the messages between them. */
export interface ContextGraph {
  readonly contexts: readonly string[];
  readonly flows: readonly Flow[];
}

/** Builds the graph from the code: the messages that each module takes from each contract. */
export function contextGraph(scene: Scene): ContextGraph {
  const contexts = [
    ...new Set(scene.workspace.units.filter(({ kind }) => kind === 'module').map(({ name }) => name)),
  ].sort();
  const flows: Flow[] = [];
  for (const { unit, part, sent, heard } of scene.dealings) {
    for (const [context, messages] of sent)
      flows.push({
        from: unit.name,
        to: context,
        kind: part === 'api' ? 'api' : 'call',
        messages: [...messages.keys()].sort(),
      });
    for (const [context, messages] of heard)
      flows.push({ from: context, to: unit.name, kind: 'event', messages: [...messages.keys()].sort() });
  }
  return { contexts, flows: flows.sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

const key = ({ from, to, kind }: Flow): string => `${from}\0${to}\0${kind}`;
