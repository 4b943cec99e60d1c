/** Whether a thrown value is an instance of a class; `false` if the check itself throws, as for a revoked Proxy. */
export function isThrown<T>(thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}
