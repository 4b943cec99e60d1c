/** A span as written in a trace file. */
export interface RecordedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** The host that it is of. */
  readonly service: unknown;
  readonly attributes: ReadonlyMap<string, unknown>;
}

interface Attributes {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

interface TraceLine {
  readonly resourceSpans: readonly {
    readonly resource: Attributes;
    readonly scopeSpans: readonly { readonly spans: readonly (Omit<RecordedSpan, 'attributes'> & Attributes)[] }[];
  }[];
}

const mapOf = ({ attributes }: Attributes): Map<string, unknown> =>
  new Map(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** The spans in a line of a trace file. */
export const spansIn = (line: string): RecordedSpan[] =>
  (JSON.parse(line) as TraceLine).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = mapOf(resource).get('service.name');
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service, attributes: mapOf(span) })));
  });
