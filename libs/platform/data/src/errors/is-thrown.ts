/** Whether a thrown value is an instance of a class; `false` if it does not let itself be asked, like a revoked Proxy. */
export function isThrown<T>(thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}
