import { status, type handleUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { create } from '@bufbuild/protobuf';
import {
  Health,
  HealthCheckResponse_ServingStatus as ServingStatus,
  HealthCheckResponseSchema,
  HealthListResponseSchema,
  type HealthCheckRequest,
  type HealthCheckResponse,
  type HealthListRequest,
  type HealthListResponse,
} from '../generated/grpc/health/v1/health_pb.js';
import type { GrpcServer } from '../server/grpc-server.js';
import { serviceDefinition } from '../server/service-definition.js';

type Watcher = ServerWritableStream<HealthCheckRequest, HealthCheckResponse>;

/** Name of the server as a whole. */
const SERVER = '';
/** Maximum number of services in an answer to List, set by the protocol. */
const MAX_LISTED = 100;
/** Maximum number of clients that watch at a time. */
const MAX_WATCHERS = 1_024;

/**
 * `grpc.health.v1.Health`: whether the server and each of its services take calls. The server takes calls from the first
 * `serving()` until {@link drain}.
 */
export class HealthService {
  readonly #statuses = new Map<string, ServingStatus>([[SERVER, ServingStatus.NOT_SERVING]]);
  readonly #watchers = new Set<Watcher>();
  #draining = false;

  constructor(server: GrpcServer) {
    const check: handleUnaryCall<HealthCheckRequest, HealthCheckResponse> = ({ request }, done) => {
      const known = this.#statuses.get(request.service);
      if (known === undefined) return done({ code: status.NOT_FOUND, details: 'unknown service' });
      done(null, responseOf(known));
    };
    const list: handleUnaryCall<HealthListRequest, HealthListResponse> = (_call, done) => {
      if (this.#statuses.size > MAX_LISTED)
        return done({ code: status.RESOURCE_EXHAUSTED, details: `there are more than ${MAX_LISTED} services` });
      const statuses = [...this.#statuses].map(([name, each]) => [name, responseOf(each)] as const);
      done(null, create(HealthListResponseSchema, { statuses: Object.fromEntries(statuses) }));
    };
    server.add(serviceDefinition(Health), { Check: check, List: list, Watch: (call: Watcher) => this.#watch(call) });
  }

  /** Reports that a service takes calls. @param service full name, like `orders.v1.OrdersService` */
  serving(service: string): void {
    if (this.#draining) return;
    this.#set(service, ServingStatus.SERVING);
    this.#set(SERVER, ServingStatus.SERVING);
  }

  /** Reports NOT_SERVING for everything from now on. Streams of Watch end, so that the server can close. */
  drain(): void {
    this.#draining = true;
    for (const service of this.#statuses.keys()) this.#set(service, ServingStatus.NOT_SERVING);
    for (const call of this.#watchers) call.end();
    this.#watchers.clear();
  }

  #set(service: string, now: ServingStatus): void {
    if (this.#statuses.get(service) === now) return;
    this.#statuses.set(service, now);
    for (const call of this.#watchers) if (call.request.service === service) call.write(responseOf(now));
  }

  #watch(call: Watcher): void {
    if (this.#watchers.size >= MAX_WATCHERS) {
      call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: `${MAX_WATCHERS} clients are watching` });
      return;
    }
    call.write(responseOf(this.#statuses.get(call.request.service) ?? ServingStatus.SERVICE_UNKNOWN));
    if (this.#draining) {
      call.end();
      return;
    }
    this.#watchers.add(call);
    call.once('cancelled', () => this.#watchers.delete(call));
  }
}

const responseOf = (now: ServingStatus): HealthCheckResponse => create(HealthCheckResponseSchema, { status: now });
