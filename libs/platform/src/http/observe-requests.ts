import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { runInContext } from '../context/execution-context';
import type { Log } from '../logs/log';
import type { Metrics } from '../metrics/metrics';
import { continueTrace } from '../tracing/traceparent';

/** Counts and logs every answer. */
export function observeRequests(metrics: Metrics, log: Log): RequestHandler {
  const duration = metrics.histogram({
    name: 'muster_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 30],
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    const start = performance.now();
    response.on('finish', () => {
      const milliseconds = performance.now() - start;
      const { method } = request;
      const status = response.statusCode;
      // The pattern of the route and not the path: ids would make a label of unbounded values.
      const route = routeOf(request);
      duration.observe({ method, route, status }, milliseconds / 1000);
      log.debug('answered', { method, route, status, milliseconds });
    });
    next();
  };
}

/** Runs what follows in the trace that the caller names (`traceparent`), or in a new one. */
export function inTrace(request: Request, _response: Response, next: NextFunction): void {
  runInContext({ traceparent: continueTrace(request.header('traceparent')) }, next);
}

function routeOf(request: Request): string {
  const route: unknown = request.route;
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'none';
  return typeof route.path === 'string' ? route.path : 'none';
}
