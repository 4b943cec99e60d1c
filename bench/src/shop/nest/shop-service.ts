import { Inject, Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { ClientProxy, ClientsModule, Transport } from '@nestjs/microservices';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { firstValueFrom, timeout } from 'rxjs';
import { DataSource, type EntityManager } from 'typeorm';

/** Time limit of a call to another service, in milliseconds. */
const TIMEOUT_MS = 10_000;
export const NATS = 'NATS';

/** Calls and events between services, over Nest's own client. */
@Injectable()
export class Services {
  constructor(@Inject(NATS) private readonly client: ClientProxy) {}

  ask<T>(pattern: string, content: object): Promise<T> {
    return firstValueFrom(this.client.send<T>(pattern, content).pipe(timeout(TIMEOUT_MS)));
  }

  /** Publishes to every listening service. Nest does not keep events: a service that is down misses them. */
  tell(pattern: string, content: object): void {
    this.client.emit(pattern, content);
  }
}

/** The database of a service: one schema. */
@Injectable()
export class Database {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  query<Row>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return this.source.query<Row[]>(sql, params);
  }

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(work);
  }
}

@Module({})
class ServiceModule {}

export const natsClient = (url: string): DynamicModule =>
  ClientsModule.register([{ name: NATS, transport: Transport.NATS, options: { servers: [url] } }]);

/** The module of a service: a controller, its database and a client for the other services. */
export function serviceModule(
  schema: string,
  controller: Type,
  { database, nats }: { readonly database: string; readonly nats: string },
): DynamicModule {
  return {
    module: ServiceModule,
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url: database,
        extra: { max: 10, options: `-c search_path=${schema}` },
      }),
      natsClient(nats),
    ],
    controllers: [controller],
    providers: [Services, Database],
  };
}
