import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Contract } from '@multilith/contract';
import { descriptorSet } from '@multilith/contract/descriptors';
import { protobufModel } from '@multilith/contract/protobuf';
import type { Receiver } from '@multilith/runtime/transport';
import { HealthService } from '../health/health-service.js';
import { ReflectionService } from '../reflection/reflection-service.js';
import type { GrpcServer } from '../server/grpc-server.js';
import { bytesMethod } from '../wire/bytes-method.js';
import { UnaryContext, type UnaryOptions } from './unary-context.js';
import { unaryServicesOf, type UnaryService } from './unary-methods.js';

/**
 * The services of a server for clients in any language: one per contract and version, like `orders.v1.OrdersService`,
 * health checks, and reflection.
 *
 * @example
 * const services = new UnaryServices(server, { provenPeer });
 * services.serve(orders, receive);
 */
export class UnaryServices {
  /** Health of the server. A context that has no services of its own is added by its name. */
  readonly health: HealthService;
  readonly reflection: ReflectionService;
  readonly #server: GrpcServer;
  readonly #options: UnaryOptions;
  readonly #served: UnaryContext[] = [];

  constructor(server: GrpcServer, options: UnaryOptions = {}) {
    this.#server = server;
    this.#options = options;
    this.health = new HealthService(server);
    this.reflection = new ReflectionService(server);
  }

  /** Adds the services of a contract. A contract without a lock has none; it is only part of the health. */
  serve(contract: Contract, receive: Receiver): void {
    const services = unaryServicesOf(contract);
    if (services.length === 0) return this.health.serving(contract.name);
    const context = new UnaryContext(contract.name, receive, this.#options);
    this.#served.push(context);
    for (const service of services) this.#add(service, context);
    this.reflection.add(descriptorSet(protobufModel(contract.lock!)));
    for (const { name } of services) this.health.serving(name);
  }

  /** Refuses new calls as UNAVAILABLE, reports NOT_SERVING, and resolves once the running calls are answered. */
  async drain(): Promise<void> {
    this.health.drain();
    await Promise.all(this.#served.map((context) => context.drain()));
  }

  #add(service: UnaryService, context: UnaryContext): void {
    const methods = [...service.methods];
    this.#server.add(
      Object.fromEntries(methods.map(([name, method]) => [name, bytesMethod(method.path)])),
      Object.fromEntries(
        methods.map(([name, method]): [string, handleUnaryCall<Buffer, Buffer>] => [
          name,
          (call, done) => context.answer(call, done, service, method),
        ]),
      ),
    );
  }
}
