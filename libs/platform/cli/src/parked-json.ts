import { readParkedContent, type ParkedContent, type ParkedEventRow } from '@multilith/runtime/operations';
import type { Deployment } from './deployment.js';

/** A parked event as printed by `multilith parked --json`. */
export type ParkedJson = Readonly<Record<string, unknown>>;

/** Contents of a publisher's events, or why they cannot be read. */
type Content = ReadonlyMap<bigint, ParkedContent> | string;

/** Adds the content of parked events from the journals of their publishers. */
export async function withContent(
  deployment: Deployment,
  found: readonly { readonly context: string; readonly row: ParkedEventRow }[],
): Promise<ParkedJson[]> {
  const publishers = [...new Set(found.map(({ row }) => row.publisher))];
  const contents = new Map(
    await Promise.all(
      publishers.map(async (publisher): Promise<[string, Content]> => {
        const positions = found.filter(({ row }) => row.publisher === publisher).map(({ row }) => row.position);
        return [publisher, await contentOf(deployment, publisher, positions)];
      }),
    ),
  );
  return found.map(({ context, row }) => toJson(context, row, contents.get(row.publisher)!));
}

async function contentOf(deployment: Deployment, publisher: string, positions: readonly bigint[]): Promise<Content> {
  const pool = deployment.pools.get(publisher);
  if (!pool) return `the database of '${publisher}' is not among those of this deployment`;
  try {
    return await readParkedContent(pool, positions);
  } catch (error) {
    return `the journal of '${publisher}' cannot be read: ${(error as Error).message}`;
  }
}

function toJson(context: string, row: ParkedEventRow, contents: Content): ParkedJson {
  const content = typeof contents === 'string' ? undefined : contents.get(row.position);
  const problem =
    typeof contents === 'string' ? contents : content ? undefined : 'the journal no longer has this event';
  return {
    context,
    subscription: row.subscription,
    publisher: row.publisher,
    event: row.name,
    id: row.eventId,
    key: row.key,
    status: row.status,
    reason: row.reason ?? null,
    attempts: row.attempts,
    firstFailedAt: row.firstFailedAt ?? null,
    lastFailedAt: row.lastFailedAt ?? null,
    lastError: row.lastError ?? null,
    stack: row.lastStack ?? null,
    parkedAt: row.parkedAt,
    lane: row.lane,
    position: String(row.position),
    version: content?.version ?? row.version ?? null,
    occurredAt: content?.occurredAt ?? null,
    causedBy: content?.headers.causedBy ?? null,
    trace: content?.headers.trace.traceId ?? null,
    payload: content?.payload ?? null,
    earlier: content?.headers.earlier ?? null,
    ...(problem === undefined ? {} : { problem }),
  };
}
