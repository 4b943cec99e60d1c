/** Something whose process can die: from then on, nothing it was asked for ever answers. */
export interface Mortal {
  die(): void;
  /** A port of that process. */
  port<T extends object>(port: T): T;
}

export function mortal(): Mortal {
  let isDead = false;
  return {
    die: () => void (isDead = true),
    port: (port) =>
      new Proxy(port, {
        get(target, name) {
          const value = Reflect.get(target, name, target) as unknown;
          if (typeof value !== 'function') return value;
          const call = value.bind(target) as (...args: unknown[]) => unknown;
          return (...args: unknown[]) => (isDead ? new Promise(() => {}) : call(...args));
        },
      }),
  };
}
