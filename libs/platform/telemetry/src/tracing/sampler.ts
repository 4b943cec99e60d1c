import { MultilithError } from '@multilith/contract';
import { AlwaysOffSampler, AlwaysOnSampler, TraceIdRatioBasedSampler, type Sampler } from '@opentelemetry/sdk-trace';

/**
 * Reads `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`. The decision follows from the trace id alone, so every
 * host decides alike and a trace is recorded completely; a `parentbased_` sampler is therefore treated like the sampler
 * it is based on.
 *
 * @throws MultilithError CONFIG_INVALID
 */
export function samplerFromEnv(env: NodeJS.ProcessEnv): Sampler {
  const name = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const argument = env['OTEL_TRACES_SAMPLER_ARG'] || '1';
  switch (name.replace(/^parentbased_/, '')) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio': {
      const ratio = Number(argument);
      if (ratio >= 0 && ratio <= 1) return new TraceIdRatioBasedSampler(ratio);
      throw invalid('OTEL_TRACES_SAMPLER_ARG', argument, 'a number from 0 to 1');
    }
  }
  throw invalid('OTEL_TRACES_SAMPLER', name, 'always_on, always_off or traceidratio');
}

const invalid = (name: string, text: string, wanted: string): MultilithError =>
  new MultilithError('CONFIG_INVALID', `${name} is '${text}'.`, `Set it to ${wanted}, or not at all.`);
