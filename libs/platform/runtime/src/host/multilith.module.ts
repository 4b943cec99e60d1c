import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { MULTILITH_OPTIONS, type MultilithOptions } from './multilith-options.js';
import { MultilithRuntime } from './multilith-runtime.js';

/**
 * Makes a Nest application a host of bounded contexts. Import it once, beside the modules of the contexts.
 *
 * @example
 * \@Module({ imports: [MultilithModule.forRoot({ database: { url } }), OrdersModule] })
 * class AppModule {}
 */
@Module({})
export class MultilithModule
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  static forRoot(options: MultilithOptions = {}): DynamicModule {
    return {
      module: MultilithModule,
      global: true,
      imports: [CqrsModule],
      providers: [{ provide: MULTILITH_OPTIONS, useValue: options }, MultilithRuntime],
      exports: [CqrsModule, MultilithRuntime],
    };
  }

  readonly #runtime: MultilithRuntime;

  constructor(runtime: MultilithRuntime) {
    this.#runtime = runtime;
  }

  onModuleInit(): Promise<void> {
    return this.#runtime.wire();
  }

  onApplicationBootstrap(): Promise<void> {
    return this.#runtime.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#runtime.drain();
  }

  onApplicationShutdown(): Promise<void> {
    return this.#runtime.close();
  }
}
