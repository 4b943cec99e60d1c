import { RetentionPolicy, type StreamConfig } from '@nats-io/jetstream';
import { NatsError } from '../nats-error.js';

/** A stream as a server describes it; servers leave out options that are off. */
export type DescribedStream = Pick<StreamConfig, 'subjects'> & Partial<StreamConfig>;

/**
 * Returns what is wrong with the configuration of an event stream, one sentence each; empty if it only keeps the events
 * of its publisher. Limits, storage and replicas are up to the operator.
 *
 * @param subject subjects of the publisher, like `multilith.events.orders.*`
 */
export function streamFaults(config: DescribedStream, subject: string): string[] {
  const { subjects = [], republish, sources, mirror, subject_transform: transform } = config;
  const faults: string[] = [];
  if (subjects.length !== 1 || subjects[0] !== subject)
    faults.push(`it takes ${subjects.join(', ') || 'no subject'} and not ${subject} alone`);
  if (republish) faults.push(`it republishes to ${republish.dest}`);
  if (mirror) faults.push(`it mirrors ${mirror.name}`);
  if (sources?.length) faults.push(`it is fed by ${sources.map(({ name }) => name).join(', ')}`);
  if (transform) faults.push(`it renames subjects to ${transform.dest}`);
  if (config.no_ack) faults.push('it acknowledges nothing');
  if (config.sealed) faults.push('it is sealed');
  if (config.retention !== undefined && config.retention !== RetentionPolicy.Limits)
    faults.push(`it keeps events by ${config.retention} and not by limits`);
  return faults;
}

/** Returns the error for a stream that has {@link streamFaults}. */
export const foreignStream = (name: string, faults: readonly string[]): NatsError =>
  new NatsError(
    'NATS_STREAM_FOREIGN',
    `The stream ${name} is not what it must be: ${faults.join('; ')}. It is not used.`,
    `Find out who made it. It holds copies only: delete it with \`nats stream rm ${name}\` and run \`multilith provision\`.`,
  );
