import type { Bindings } from './bindings.js';
import { argumentsOf, propertyOf, type Node } from './syntax-tree.js';

const WORKERS = new Set(['Worker', 'SharedWorker']);
const WORKER_MODULES = new Set(['worker_threads', 'web-worker']);

/** npm packages that start workers or processes, for a first look at a text. */
export const STARTER_PACKAGES = ['execa', 'cross-spawn', 'tinyexec', 'piscina', 'tinypool', 'workerpool', 'bullmq'];

/** Whether `new X(file)` starts a thread; a class called Worker that comes from elsewhere is something else. */
export function isWorker(callee: Node, globalName: string | undefined, bindings: Bindings): boolean {
  const origin = bindings.originOf(callee);
  if (!origin) return WORKERS.has(globalName ?? '');
  return origin.imported === 'Worker' && WORKER_MODULES.has(origin.specifier.replace(/^node:/, ''));
}

/** The file that a pool of workers, a queue or a cluster runs; `undefined` if a call starts no worker. */
export function workerFile(call: Node, bindings: Bindings): Node | undefined {
  const callee = call.callee as Node;
  const args = argumentsOf(call);
  const origin = bindings.originOf(callee);
  const module = origin?.specifier.replace(/^node:/, '') ?? bindings.moduleOf(callee);
  switch (module) {
    case 'child_process':
      return origin?.imported === 'fork' ? args[0] : undefined;
    case 'cluster':
      return /^setup(?:Primary|Master)$/.test(origin?.imported ?? '') ? propertyOf(args[0], 'exec') : undefined;
    case 'execa':
      return origin?.imported === 'execaNode' ? args[0] : undefined;
    case 'piscina':
    case 'tinypool':
      return propertyOf(args[0], 'filename');
    case 'workerpool':
      return origin?.imported === 'pool' && args[0]?.type !== 'ObjectExpression' ? args[0] : undefined;
    case 'bullmq':
      // A processor is a function, or the file that holds one.
      return origin?.imported === 'Worker' && args[1] && bindings.fold(args[1]) ? args[1] : undefined;
    default:
      return undefined;
  }
}
