import { ROOT_CONTEXT, SpanStatusCode, trace as api, TraceFlags, type Span, type Tracer } from '@opentelemetry/api';
import type { TraceContext } from '@multilith/contract';
import {
  withoutPersonal,
  type ObservedWork,
  type Work,
  type WorkFacts,
  type WorkObserver,
} from '@multilith/runtime/observe';
import { outcomeOf } from '../outcome.js';
import { spanOf } from './work-span.js';

/** Maximum length of a failure's text in a span, in characters. */
const MAX_FAILURE_LENGTH = 1_000;

/** Makes a span of every piece of work. */
export class SpanObserver implements WorkObserver {
  constructor(private readonly tracer: Tracer) {}

  begin(work: Work, parent: { readonly trace: TraceContext } | undefined): ObservedWork {
    const { name, ...options } = spanOf(work);
    const context = parent
      ? api.setSpanContext(ROOT_CONTEXT, { ...parent.trace, traceFlags: TraceFlags.SAMPLED, isRemote: true })
      : ROOT_CONTEXT;
    return new ObservedSpan(this.tracer.startSpan(name, options, context));
  }
}

class ObservedSpan implements ObservedWork {
  readonly trace: TraceContext;
  readonly #span: Span;

  constructor(span: Span) {
    const { traceId, spanId } = span.spanContext();
    this.trace = { traceId, spanId };
    this.#span = span;
  }

  describe(facts: WorkFacts, name?: string): void {
    this.#span.setAttributes(facts);
    if (name !== undefined) this.#span.updateName(name);
  }

  end(failure?: unknown): void {
    if (failure !== undefined) this.#failed(failure);
    this.#span.end();
  }

  /** A contract error is an answer, not a failure. */
  #failed(failure: unknown): void {
    const outcome = outcomeOf(failure);
    const { message, name } = failure as Error;
    const text = withoutPersonal(String(message), failure).slice(0, MAX_FAILURE_LENGTH);
    this.#span.setAttribute('error.type', outcome === 'refused' ? name : outcome);
    if (outcome !== 'refused') this.#span.setStatus({ code: SpanStatusCode.ERROR, message: text });
  }
}
