import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule } from '@nestjs/core';
import { DevelopmentIssuer } from './auth/development-issuer.js';
import { JwksController } from './auth/jwks.controller.js';
import { DocsController } from './docs/docs.controller.js';
import { EDGE_OPTIONS, graphqlApis, type EdgeOptions } from './edge-options.js';
import { EdgeExceptionFilter } from './errors/edge-exception.filter.js';
import { GraphiqlController } from './graphiql/graphiql.controller.js';
import { GraphiqlPage } from './graphiql/graphiql-page.js';
import { HealthController } from './health/health.controller.js';
import { HostReference } from './host-reference.js';
import { FactsBoard } from './index-page/facts-board.js';
import { IndexPageController } from './index-page/index-page.controller.js';
import { StatusBoard } from './index-page/status-board.js';
import { MetricsController } from './metrics/metrics.controller.js';

/** The APIs of all contexts, health, the index page and, in development, guides and GraphiQL. */
@Module({})
export class EdgeModule {
  /** Loads GraphQL only if a context has an SDL. */
  static async forRoot(options: EdgeOptions): Promise<DynamicModule> {
    const { apis, development, developmentIssuer, firstQuery, host, name } = options;
    const graphql = graphqlApis(apis).length > 0 ? await import('./graphql/index.js') : undefined;
    const { imports = [], providers: ofGraphql = [] } = graphql?.graphqlParts(options) ?? {};
    const controllers: Type[] = [HealthController, IndexPageController];
    const providers: Provider[] = [
      { provide: EDGE_OPTIONS, useValue: options },
      { provide: HostReference, useValue: host },
      { provide: APP_FILTER, useClass: EdgeExceptionFilter },
      FactsBoard,
      StatusBoard,
      ...ofGraphql,
    ];
    if (options.metrics) controllers.push(MetricsController);
    if (development) controllers.push(DocsController);
    if (development && graphql) {
      controllers.push(GraphiqlController);
      const page = new GraphiqlPage({ title: `${name} · GraphiQL`, token: developmentIssuer?.token, firstQuery });
      providers.push({ provide: GraphiqlPage, useValue: page });
    }
    if (developmentIssuer) {
      controllers.push(JwksController);
      providers.push({ provide: DevelopmentIssuer, useValue: developmentIssuer.issuer });
    }
    return {
      module: EdgeModule,
      imports: [DiscoveryModule, ...apis.map(({ module }) => module), ...imports],
      controllers,
      providers,
    };
  }
}
