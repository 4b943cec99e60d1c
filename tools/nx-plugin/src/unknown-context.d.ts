/** The command and the name that is no context. */
export function unknownContext(
  argv: readonly string[],
  isContext: (name: string) => boolean,
): { readonly command: string; readonly name: string } | undefined;
