import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ProblemDetailsFilter } from '../errors/problem-details.filter';
import type { HealthChecks } from '../health/health-checks';
import { healthRoutes } from '../health/health-routes';
import { BodyInterceptor } from '../http/body.interceptor';
import { inTrace, observeRequests } from '../http/observe-requests';
import { answerProtocolProblems, requireHost } from '../http/protocol-problems';
import { notStored, securityHeaders } from '../http/security-headers';
import type { Log } from '../logs/log';
import { NestLogger } from '../logs/nest-logger';
import type { Metrics } from '../metrics/metrics';

/** How the HTTP edge of a service observes and answers. */
export interface Edge {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: HealthChecks;
  /** Addresses and networks whose `X-Forwarded-For` is believed; nobody's unless told. */
  readonly trustedProxies?: readonly string[];
}

@Module({})
class ServiceRoot {}

/** A Nest application with the edge that all services share: health, metrics, traces, exact JSON, problem details. */
export async function createApp(imports: readonly DynamicModule[], edge: Edge): Promise<INestApplication> {
  const options = Object.assign(new NestApplicationContextOptions(), {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(edge.log),
  });
  const root = { module: ServiceRoot, imports: [...imports] };
  const app = await NestFactory.create<NestExpressApplication>(root, options);
  app.disable('x-powered-by');
  app.set('trust proxy', edge.trustedProxies ?? []);
  // Nothing is stored, so there is nothing to compare.
  app.disable('etag');
  answerProtocolProblems(app.getHttpServer());
  app.use(securityHeaders());
  app.use(healthRoutes(edge.health, edge.metrics));
  app.use(observeRequests(edge.metrics, edge.log));
  app.use(notStored);
  app.use(requireHost);
  app.use(inTrace);
  // Not middleware: guards come first.
  app.useGlobalInterceptors(new BodyInterceptor());
  app.useGlobalFilters(new ProblemDetailsFilter(edge.log));
  return app;
}
