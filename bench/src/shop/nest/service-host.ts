import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { CatalogController } from './services/catalog.controller.js';
import { CustomersController } from './services/customers.controller.js';
import { NotificationsController, ReportingController, ShippingController } from './services/followers.controller.js';
import { InventoryController } from './services/inventory.controller.js';
import { OrdersController } from './services/orders.controller.js';
import { PaymentsController } from './services/payments.controller.js';
import { serviceModule } from './shop-service.js';

const CONTROLLERS: Readonly<Record<string, Type>> = {
  catalog: CatalogController,
  customers: CustomersController,
  inventory: InventoryController,
  notifications: NotificationsController,
  orders: OrdersController,
  payments: PaymentsController,
  reporting: ReportingController,
  shipping: ShippingController,
};

/** The process of one service: its name is on the command line, the rest in the environment. */
const name = process.argv[2]!;
const { DATABASE_URL: database, NATS_URL: nats } = process.env as Record<string, string>;
const app = await NestFactory.createMicroservice<MicroserviceOptions>(
  serviceModule(name, CONTROLLERS[name]!, { database: database!, nats: nats! }),
  // A queue group per service: with several instances, each event is handled by one of them.
  { transport: Transport.NATS, options: { servers: [nats!], queue: name }, logger: ['warn', 'error'] },
);
app.enableShutdownHooks();
await app.listen();
console.log(`Service '${name}' runs`);
