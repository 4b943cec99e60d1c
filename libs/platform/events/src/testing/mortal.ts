/** A process that can be paused or killed. */
export interface Mortal {
  /** Kills the process: its calls are never answered from now on. */
  die(): void;
  /** Pauses the process: its calls happen only after the returned function is called. */
  pause(): () => void;
  /** Resolves while the process runs; code of the process waits here while it is paused. */
  running(): Promise<void>;
  /** Wraps a port so that its calls obey the state of the process. */
  port<T extends object>(port: T): T;
}

export function mortal(): Mortal {
  let gate: Promise<void> | undefined;
  const running = async (): Promise<void> => {
    while (gate) await gate;
  };
  return {
    die: () => void (gate = new Promise(() => {})),
    pause() {
      let open = (): void => {};
      const closed = new Promise<void>((resolve) => (open = resolve));
      gate = closed;
      return () => {
        if (gate === closed) gate = undefined;
        open();
      };
    },
    running,
    port: (port) =>
      new Proxy(port, {
        get(target, name) {
          const value = Reflect.get(target, name, target) as unknown;
          if (typeof value !== 'function') return value;
          const call = value.bind(target) as (...args: unknown[]) => unknown;
          return (...args: unknown[]) => (gate ? running().then(() => call(...args)) : call(...args));
        },
      }),
  };
}
