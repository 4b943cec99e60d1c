import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { DevelopmentIssuer } from './auth/development-issuer.js';
import { JwksController } from './auth/jwks.controller.js';
import { DocsController } from './docs/docs.controller.js';
import { EDGE_OPTIONS, type EdgeOptions } from './edge-options.js';
import { EdgeExceptionFilter } from './errors/edge-exception.filter.js';
import { GraphiqlController } from './graphiql/graphiql.controller.js';
import { GraphiqlPage } from './graphiql/graphiql-page.js';
import { graphqlOptions } from './graphql-options.js';
import { HealthController } from './health/health.controller.js';
import { HostReference } from './host-reference.js';
import { FactsBoard } from './index-page/facts-board.js';
import { IndexPageController } from './index-page/index-page.controller.js';
import { StatusBoard } from './index-page/status-board.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { SubscriptionServer } from './subscriptions/subscription-server.js';

/** The shop's edge: GraphQL over the APIs of all contexts, health, the index page and, in development, GraphiQL. */
@Module({})
export class EdgeModule {
  static forRoot(options: EdgeOptions): DynamicModule {
    const { apis, development, developmentIssuer, firstQuery, host } = options;
    const controllers: Type[] = [HealthController, IndexPageController];
    const providers: Provider[] = [
      { provide: EDGE_OPTIONS, useValue: options },
      { provide: HostReference, useValue: host },
      { provide: APP_FILTER, useClass: EdgeExceptionFilter },
      FactsBoard,
      StatusBoard,
      SubscriptionServer,
    ];
    if (options.metrics) controllers.push(MetricsController);
    if (development) {
      controllers.push(GraphiqlController, DocsController);
      providers.push({
        provide: GraphiqlPage,
        useValue: new GraphiqlPage({ token: developmentIssuer?.token, firstQuery }),
      });
    }
    if (developmentIssuer) {
      controllers.push(JwksController);
      providers.push({ provide: DevelopmentIssuer, useValue: developmentIssuer.issuer });
    }
    return {
      module: EdgeModule,
      imports: [DiscoveryModule, ...apis.map(({ module }) => module), GraphQLModule.forRoot(graphqlOptions(options))],
      controllers,
      providers,
    };
  }
}
