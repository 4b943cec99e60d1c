import { lowerSnake, pascal } from '../form/identifiers.js';

/** Returns the protobuf package of a version of a context: `orders.v1`. */
export const protoPackageOf = (context: string, version: number): string => `${lowerSnake(context)}.v${version}`;

/** Returns the full name of the service of a version of a context: `orders.v1.OrdersService`. */
export const protoServiceOf = (context: string, version: number): string =>
  `${protoPackageOf(context, version)}.${serviceName(context)}`;

/** Returns the name of the service of a context without its package: `OrdersService`. */
export const serviceName = (context: string): string => `${pascal(context)}Service`;
