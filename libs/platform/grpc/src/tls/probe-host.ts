import { Client, status, type ServiceError } from '@grpc/grpc-js';
import type { GrpcOptions } from '../grpc-options.js';
import { asItIs } from '../wire/bytes-method.js';
import { channelCredentials } from './credentials.js';
import { tlsProblem } from './tls-problem.js';

/** Result of a health check of a host. */
export interface HostProbe {
  /**
   * `serving`: it is that host, and takes calls. `idle`: it is that host, and takes none. `refused`: one side refused the
   * other. `unreachable`: there was no answer.
   */
  readonly status: 'serving' | 'idle' | 'refused' | 'unreachable';
  /** Why it does not serve, as part of a sentence. */
  readonly problem?: string | undefined;
}

const HEALTH_CHECK = '/grpc.health.v1.Health/Check';
/** `HealthCheckResponse { status: SERVING }`. */
const SERVING = Buffer.of(0x08, 0x01);
const TIMEOUT_MS = 5_000;

/**
 * Checks the health of the server at an address, and whether the server proves to be a host.
 *
 * @param options settings of the host that asks; without `tls` in plain text
 * @param host the host that is expected there
 * @param address like `10.0.0.7:50051`
 * @throws GrpcError `GRPC_CONFIG` if the certificates of `options` cannot be used
 */
export async function probeHost(options: GrpcOptions, host: string, address: string): Promise<HostProbe> {
  const { credentials, settings } = channelCredentials(options, host);
  const client = new Client(address, credentials, { ...settings, 'grpc.use_local_subchannel_pool': 1 });
  const deadline = Date.now() + TIMEOUT_MS;
  try {
    return await new Promise<HostProbe>((resolve) =>
      client.makeUnaryRequest(HEALTH_CHECK, asItIs, asItIs, Buffer.alloc(0), { deadline }, (error, answer) =>
        resolve(error ? failed(error) : SERVING.equals(answer!) ? { status: 'serving' } : IDLE),
      ),
    );
  } finally {
    client.close();
  }
}

const IDLE: HostProbe = { status: 'idle', problem: 'it takes no calls' };

function failed({ code, details }: ServiceError): HostProbe {
  if (code === status.UNIMPLEMENTED) return { status: 'idle', problem: 'it does not answer health checks' };
  if (code === status.NOT_FOUND) return IDLE;
  const refused = code === status.UNAVAILABLE ? tlsProblem(details) : undefined;
  return refused === undefined ? { status: 'unreachable', problem: details } : { status: 'refused', problem: refused };
}
