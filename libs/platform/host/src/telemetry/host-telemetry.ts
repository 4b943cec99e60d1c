import { Logger } from '@nestjs/common';
import type { Telemetry } from '@multilith/telemetry';
import type { Shutdown } from '../process/shutdown.js';
import type { TelemetrySettings } from './telemetry-settings.js';

export type HostTelemetry = Omit<Telemetry, 'stop'>;

/**
 * Starts the telemetry of a host as its settings say; if everything is off, nothing is loaded. Open it before all other
 * parts of the host: it is stopped last, so that the shutdown is recorded too.
 *
 * @throws MultilithError CONFIG_INVALID
 */
export async function openHostTelemetry(
  host: string,
  settings: TelemetrySettings,
  shutdown: Pick<Shutdown, 'onStop'>,
): Promise<HostTelemetry> {
  const { otlp, traceFile, metrics } = settings;
  if (!otlp && !traceFile && !metrics) return { observer: undefined, metrics: undefined };
  const { openTelemetry } = await import('@multilith/telemetry');
  const logger = new Logger('Telemetry');
  const telemetry = await openTelemetry({ host, ...settings, onProblem: (problem) => logger.warn(problem) });
  shutdown.onStop('telemetry', () => telemetry.stop());
  return telemetry;
}
