import type { Contract } from '@multilith/contract';
import { protobufModel, type ProtoFile } from '@multilith/contract/protobuf';

/** A command or query as a method of a service. */
export interface UnaryMethod {
  /** Wire name of the message, like `orders.PlaceOrder`. */
  readonly message: string;
  readonly kind: 'command' | 'query';
  readonly version: number;
  /** Path of the method, like `/orders.v1.OrdersService/PlaceOrder`. */
  readonly path: string;
}

/** The service of one version of a contract. */
export interface UnaryService {
  /** Full name, like `orders.v1.OrdersService`. */
  readonly name: string;
  readonly context: string;
  /** Protobuf package, like `orders.v1`. */
  readonly package: string;
  /** By name, like `PlaceOrder`. */
  readonly methods: ReadonlyMap<string, UnaryMethod>;
}

/** Returns the services of a contract, one for each version that has commands or queries; empty without a lock. */
export const unaryServicesOf = (contract: Contract): readonly UnaryService[] =>
  contract.lock ? protobufModel(contract.lock).flatMap((file) => serviceOf(contract, file) ?? []) : [];

function serviceOf(
  contract: Contract,
  { package: protoPackage, version, service }: ProtoFile,
): UnaryService | undefined {
  if (!service) return undefined;
  const name = `${protoPackage}.${service.name}`;
  const methods = service.methods.map((method): [string, UnaryMethod] => {
    const kind = contract.lock!.messages[method.name]!.kind as UnaryMethod['kind'];
    const message = `${contract.name}.${method.name}`;
    return [method.name, { message, kind, version, path: `/${name}/${method.name}` }];
  });
  return { name, context: contract.name, package: protoPackage, methods: new Map(methods) };
}
