import { testContext, type ContextUnderTest, type TopologyName } from '@multilith/testing';
import { afterEach, beforeEach, vi } from 'vitest';
import { Do, on, StageModule, Tools } from './stage-context.js';

/** A stage for one spec file. */
export interface Stage {
  readonly context: ContextUnderTest;
  readonly tools: Tools;
  /** Runs a command handler. */
  run(work: (tools: Tools) => unknown): Promise<void>;
  /** Waits until a condition holds. */
  until(condition: () => unknown): Promise<void>;
}

/** Starts the stage before the specs; resets the behaviour of its handlers after each. */
export function stageFor(topology: TopologyName): Stage {
  const context = testContext({ topology, module: StageModule });
  const before = { ...on };
  beforeEach(() => context.dataSource.query('TRUNCATE entry'));
  afterEach(() => void Object.assign(on, before));
  return {
    context,
    get tools() {
      return context.get(Tools);
    },
    run: async (work) => {
      on.do = work;
      await context.execute(new Do({ what: '' }));
    },
    until: (condition) => vi.waitFor(condition, { timeout: 15_000, interval: 20 }) as Promise<void>,
  };
}
