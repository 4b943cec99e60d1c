/** Something whose process can stop for a while, or for ever. */
export interface Mortal {
  /** From now on, nothing it asks for is ever answered. */
  die(): void;
  /** From now on, nothing it asks for happens before the returned function is called. */
  pause(): () => void;
  /** Where code of that process stops while it is paused. */
  running(): Promise<void>;
  /** A port as that process sees it. */
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
