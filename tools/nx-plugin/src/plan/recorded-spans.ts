import { readFileSync } from 'node:fs';
import { PlacementError } from '../placement/placement-error.js';

/** A span of a trace file, as far as a plan looks at it. */
export interface RecordedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, unknown>;
}

type Attributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
type TraceLine = {
  resourceSpans?: { scopeSpans?: { spans?: (Omit<RecordedSpan, 'attributes'> & { attributes?: Attributes })[] }[] }[];
};

/**
 * Reads what `TRACE_FILE` has kept: OTLP as JSON, a request a line. The last line may be cut off, where a host was killed.
 *
 * @throws PlacementError PLACEMENT_ARGUMENT where there is no such file, or nothing like spans in it
 */
export function readSpans(path: string): RecordedSpan[] {
  const lines = textOf(path).split('\n').filter(Boolean);
  const spans = lines.flatMap((line, index) => spansIn(line, path, index + 1 === lines.length));
  if (spans.length > 0) return spans;
  throw new PlacementError('PLACEMENT_ARGUMENT', `${path} holds no spans.`, RECORD);
}

const RECORD = 'Record some: TRACE_FILE=traces.jsonl npm start, and use the application for a while.';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PlacementError(
      'PLACEMENT_ARGUMENT',
      `--traces names ${path}, which cannot be read: ${(cause as Error).message}`,
      RECORD,
      { cause },
    );
  }
}

function spansIn(line: string, path: string, isLast: boolean): RecordedSpan[] {
  let parsed: TraceLine;
  try {
    parsed = JSON.parse(line) as TraceLine;
  } catch (cause) {
    if (isLast) return [];
    throw new PlacementError('PLACEMENT_ARGUMENT', `${path} is no file of traces: a line is no JSON.`, RECORD, {
      cause,
    });
  }
  const spans = (parsed.resourceSpans ?? []).flatMap(({ scopeSpans = [] }) =>
    scopeSpans.flatMap((one) => one.spans ?? []),
  );
  return spans.map(({ attributes = [], ...span }) => ({
    ...span,
    attributes: new Map(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  }));
}
