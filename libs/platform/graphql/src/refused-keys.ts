import { InvalidMessageError, type MessageIssue } from '@multilith/contract';

/**
 * Returns the keys of a batch that its query refuses, each with the reasons it would get if it were requested alone.
 */
export function refusedKeys<K>(
  { messageName, issues, content }: InvalidMessageError,
  keys: readonly K[],
): Map<K, InvalidMessageError> {
  const found = new Map<K, MessageIssue[]>();
  for (const { path, message } of issues) {
    const depth = path.findIndex((_, index) => keys.includes(valueAt(content, path.slice(0, index + 1)) as K));
    if (depth < 0) continue;
    const key = valueAt(content, path.slice(0, depth + 1)) as K;
    found.set(key, [...(found.get(key) ?? []), { path: path.slice(depth + 1), message }]);
  }
  return new Map([...found].map(([key, of]) => [key, new InvalidMessageError(messageName, of, key)]));
}

const valueAt = (content: unknown, path: MessageIssue['path']): unknown =>
  path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | null | undefined)?.[step],
    content,
  );
